"""The protocol's rules for a CSMS in our own words, each with the tests that prove it or the reason why it is open.

They follow OCPP.md, section by section. `python -m tests.rules` prints them; tests/unit/test_rules.py holds them:
a test that is named must exist, and a rule without one must say why.
"""

from tests.rules.connection import CONNECTION
from tests.rules.files import FILES
from tests.rules.rpc import RPC
from tests.rules.rule import Rule
from tests.rules.security import SECURITY
from tests.rules.sessions import SESSIONS
from tests.rules.smart_charging import SMART_CHARGING
from tests.rules.stations import STATIONS
from tests.rules.tokens import TOKENS

RULES: tuple[Rule, ...] = (*RPC, *CONNECTION, *SESSIONS, *SECURITY, *FILES, *TOKENS, *SMART_CHARGING, *STATIONS)
