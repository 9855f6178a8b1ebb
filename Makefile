PYTHON ?= python3
PORT ?= 8080
CLOUD_PORT ?= 4566
TLS_PORT ?= 8443
CERTIFIED_PORT ?= 8444
FLEET ?= 1
STATIONS ?= 6
SPEED ?= 30
ROLE ?= admin
FRAMES ?= 20000
SESSIONS ?= 3000
DAYS ?= 1
ROWS ?= 1000000
HISTORY ?= 20000
LIMITS_KW ?= 30,60
CARS ?= 50,200,1000
LIBOCPP ?=

export PATH := $(CURDIR)/.venv/bin:$(PATH)
LOCAL := python -m infra.local
PORTS := --port $(PORT) --cloud-port $(CLOUD_PORT) --tls-port $(TLS_PORT) --certified-port $(CERTIFIED_PORT)
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help up down token fleet logs test test-code test-stack coverage chaos bench-scheduling bench-analytics bench-export bench-same-minute bench-solvers certification lint fuzz composite-oracle tolerances rules lock bootstrap deploy destroy clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 24

up: .venv/installed ## start the local cloud, deploy into it, start the demo fleet (FLEET=0 STATIONS= SPEED= PORT= CLOUD_PORT= TLS_PORT= CERTIFIED_PORT=)
	@$(LOCAL) up $(PORTS) --fleet $(FLEET) --stations $(STATIONS) --speed $(SPEED)

down: .venv/installed ## stop the fleet and the local cloud; their state is kept
	@$(LOCAL) down

token: .venv/installed ## print a token of the local cloud (ROLE=viewer|operator|admin)
	@$(LOCAL) token --role $(ROLE)

fleet: .venv/installed ## another fleet in the foreground (STATIONS= SPEED=)
	@$(LOCAL) fleet --stations $(STATIONS) --speed $(SPEED)

logs: ## follow what the functions log
	@tail -n 50 -F .local/functions.log

test: .venv/installed lint ## lint, types, every test; those of the deployed stack beside the others, for they mostly wait
	@$(MAKE) --no-print-directory --jobs 2 test-code test-stack

test-code: .venv/installed
	@pytest -m "not cloud" -n 2 --dist loadfile

test-stack: .venv/installed # told at its end, so that the two do not write into each other's lines
	@mkdir -p build
	@pytest -m cloud >build/test-stack.log 2>&1; status=$$?; cat build/test-stack.log; exit $$status

coverage: .venv/installed ## which lines of the core no test reaches; measuring takes as long again as the tests
	@coverage erase
	@pytest -m "not cloud" -n 2 --dist loadfile --cov --cov-report=
	@coverage report --include '*/csms/domain/*,*/csms/ocpp/*,*/csms/scheduling/*'

chaos: .venv/installed ## sessions of all versions under injected faults, one table (SESSIONS= SEED=)
	@python -m tests.chaos --sessions $(SESSIONS) --seed "$(SEED)"

certification: .venv/installed ## the 77 cases of the OCPP 1.6 test plan for a central system, played and as a table
	@python -m tests.certification

lint: .venv/installed ## format, lint, types, direction of imports
	@ruff check
	@ruff format --check
	@mypy
	@mypy -p infra
	@lint-imports

fuzz: .venv/installed ## every message of every version, valid and broken, through the station's door (FRAMES= SEED=)
	@python -m tests.fuzz --frames $(FRAMES) --seed $(or $(SEED),1)

composite-oracle: .venv/installed ## our composite schedules against the cases of a checkout of EVerest's libocpp (LIBOCPP=)
	@python -m tests.oracle "$(LIBOCPP)"

tolerances: .venv/installed ## what stations get wrong and are not refused for, as a table
	@python -m tests.tolerances

rules: .venv/installed ## the protocol's rules, each with the tests that prove it
	@python -m tests.rules

bench-scheduling: build/acn/installed ## schedulers side by side on a simulated site, and how long a plan takes (DAYS= LIMITS_KW=)
	@PYTHONPATH=.:layers/csms/python build/acn/bin/python -m tests.bench.scheduling --days $(DAYS) --limits-kw $(LIMITS_KW)

bench-export: .venv/installed ## exports of many sessions: rows a second, memory, size, read back and compared (ROWS=)
	@python -m tests.bench.exports --rows $(ROWS)

bench-same-minute: .venv/installed ## thousands of bookings that begin in one minute: how far apart the sites are planned (SITES=)
	@python -m tests.bench.same_minute $(SITES)

bench-solvers: build/solvers/installed ## solvers of the site's linear program: size, import, time (CARS=)
	@PYTHONPATH=.:layers/csms/python build/solvers/bin/python -m tests.bench.solvers --cars $(CARS)

build/solvers/installed: .venv/installed tests/bench/solver_requirements.txt
	@$(PYTHON) -m venv build/solvers
	@uv pip install --quiet --python build/solvers/bin/python --requirement tests/bench/solver_requirements.txt
	@touch $@

bench-analytics: .venv/installed ## a year of sessions, each question with its time and reads, checked against polars (HISTORY=)
	@python -m tests.bench.analytics --sessions $(HISTORY)

build/acn/installed: .venv/installed tests/bench/requirements.txt
	@$(PYTHON) -m venv build/acn
	@uv pip install --quiet --python build/acn/bin/python --requirement tests/bench/requirements.txt
	@touch $@

lock: .venv/installed ## renew the lock files after a change of pyproject.toml (UPGRADE=1 takes newer versions)
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group dev pyproject.toml -o requirements.lock
	@$(LOCK) -c requirements.lock pyproject.toml -o layers/dependencies/requirements.lock
	@$(LOCK) -c requirements.lock --group pyproject.toml:optimiser -o layers/optimiser/requirements.lock
	@$(LOCK) -c requirements.lock --group pyproject.toml:parquet -o layers/parquet/requirements.lock

bootstrap: .venv/installed ## prepare your AWS account for the CDK, once per account and Region
	@python -m infra.cdk_cli bootstrap $(CONTEXT:%=--context %)

deploy: .venv/installed ## deploy into the AWS account of your credentials (CONTEXT="name=value name=value")
	@python -m infra.cdk_cli deploy --all --require-approval never --no-notices $(CONTEXT:%=--context %)

destroy: .venv/installed ## remove the stack from that account; tables and users stay unless CONTEXT=keep_data=false
	@python -m infra.cdk_cli destroy --all --no-notices $(CONTEXT:%=--context %)

clean: down ## forget the local cloud's state and everything built
	rm -rf .local build

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("error: Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; set PYTHON=")'
	@echo "Installing what requirements.lock says into .venv ..."
	@$(PYTHON) -m venv .venv || { echo "error: this Python cannot make virtual environments: install python3-venv"; exit 1; }
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check "$$(grep -oE '^uv==[^ ]+' requirements.lock)"
	@uv pip sync --quiet requirements.lock
	@uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
