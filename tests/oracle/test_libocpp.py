"""EVerest's own cases, where a checkout of libocpp is at hand: LIBOCPP=/path pytest tests/oracle."""

import os
from pathlib import Path

import pytest

from tests.oracle.compare import verdict
from tests.oracle.libocpp import cases


@pytest.mark.skipif("LIBOCPP" not in os.environ, reason="LIBOCPP names no checkout")
def test_our_composite_schedules_agree_with_libocpp() -> None:
    found = [(case.name, *verdict(case)) for case in cases(Path(os.environ["LIBOCPP"]))]
    assert [one for one in found if one[1] == "differs"] == []
    assert sum(one[1] == "agrees" for one in found) >= 50
