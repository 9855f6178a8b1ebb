"""One text for a setting of any version, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain.operations import Variable
from csms.domain.stations import OcppVersion
from csms.domain.variable_keys import key_of, variable_of

V16, V201, V21 = OcppVersion
NAMES = st.text("abcXYZ019*-_:+|= ", min_size=1, max_size=20).map(str.strip).filter(bool)
NUMBERS = st.none() | st.integers(0, 999)


@st.composite
def variables(draw: st.DrawFn) -> Variable:
    evse = draw(NUMBERS)
    return Variable(
        name=draw(NAMES),
        component=draw(NAMES),
        instance=draw(st.none() | NAMES),
        evse=evse,
        connector=None if evse is None else draw(NUMBERS),
        variable_instance=draw(st.none() | NAMES),
        attribute=draw(st.none() | st.sampled_from(["Target", "MinSet", "MaxSet"])),
    )


@given(variables())
def test_a_variable_is_read_back_from_its_key(variable: Variable) -> None:
    assert variable_of(key_of(variable), V201) == variable


def test_the_actual_value_needs_no_word() -> None:
    assert key_of(Variable("V", component="C", attribute="Actual")) == "C.V"


@pytest.mark.parametrize("key", ["HeartbeatInterval", "Vendor.Key[1]#x", "a b"])
def test_a_1_6_key_is_itself(key: str) -> None:
    assert variable_of(key, V16, "1") == Variable(key, value="1")
    assert key_of(Variable(key)) == key


@pytest.mark.parametrize("key", ["HeartbeatInterval", "", ".", "C.", ".V", "C@x.V", "C[1.V"])
def test_what_names_no_variable(key: str) -> None:
    assert variable_of(key, V21) is None
