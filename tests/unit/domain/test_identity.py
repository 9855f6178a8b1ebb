"""Keys, ids, times and passwords."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain import clock, ids, passwords


@given(st.text(min_size=1), st.text(alphabet=st.characters(exclude_characters="."), min_size=1))
def test_a_public_id_carries_its_parent(parent: str, child: str) -> None:
    assert ids.split(ids.join(parent, child)) == (parent, child)


@given(st.text())
def test_any_text_may_be_asked_for_its_parent(text: str) -> None:
    ids.split(text)


def test_logs_name_a_station_by_one_reference_that_does_not_tell_who_it_is() -> None:
    reference = ids.log_reference(ids.key_of("CP-1"))
    assert reference == ids.log_reference(ids.key_of(" cp-1")) == "cd590dae0f69"
    assert reference != ids.log_reference(ids.key_of("CP-2"))


@given(st.text())
def test_any_text_may_be_asked_for_its_time(text: str) -> None:
    parsed = clock.parse(text)
    assert parsed is None or parsed.tzinfo is not None


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_text_order_is_time_order(moment: datetime, other: datetime) -> None:
    if abs((moment - other).total_seconds()) > 0.001:
        assert (clock.to_text(moment) < clock.to_text(other)) is (moment < other)
    assert abs((clock.parse_stored(clock.to_text(moment)) - moment).total_seconds()) < 0.001


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"),
        ("2026-03-01T13:00:00.1234567+01:00", "2026-03-01T12:00:00.123Z"),
        ("2026-03-01T12:00:00", "2026-03-01T12:00:00.000Z"),
    ],
)
def test_times_are_kept_in_utc(text: str, stored: str) -> None:
    parsed = clock.parse(text)
    assert parsed is not None
    assert clock.to_text(parsed) == stored
    assert clock.to_wire(parsed) == f"{stored[:19]}Z"


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_only_the_password_itself_is_the_password(password: bytes, other: bytes) -> None:
    stored = passwords.hash_password(password.hex())
    assert passwords.verify(password, stored)
    assert passwords.verify(other, stored) is (other in (password, password.hex().encode()))


def test_a_generated_password_fits_every_version() -> None:
    generated = passwords.generate()
    assert len(generated) == 20
    assert generated.isascii()
    assert generated != passwords.generate()
    assert generated not in passwords.hash_password(generated)
