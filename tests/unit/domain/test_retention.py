"""What a deployment says about how long data is kept."""

import dataclasses

import pytest

from csms.domain.errors import InvalidError
from csms.domain.retention import Retention, parse, periods, to_text


def test_what_is_left_out_has_its_default() -> None:
    kept = parse(" evidence = 800, commands=30,")
    assert kept == dataclasses.replace(Retention(), evidence=800, commands=30)
    assert parse("") == Retention()


def test_its_text_is_read_as_the_same() -> None:
    kept = parse("unknown_tokens=1,exports=365")
    assert parse(to_text(kept)) == kept


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("evidence=29", "evidence must be a whole number of days from 30 to 3650, not '29'"),
        ("exports=366", "exports must be a whole number of days from 1 to 365, not '366'"),
        ("commands=", "commands must be a whole number of days from 7 to 3650, not ''"),
        ("commands", "commands must be a whole number of days"),
        ("commands=9.5", "not '9.5'"),
        ("commands=-9", "not '-9'"),
        ("commands=" + "9" * 5000, "commands must be"),
        ("commands=²", "commands must be"),
        ("receipts=10", "there is no kind 'receipts' to set; there are evidence, commands, "),
        ("commands=30,commands=30", "commands is set twice"),
    ],
)
def test_what_cannot_be_is_named(text: str, sentence: str) -> None:
    with pytest.raises(InvalidError) as refused:
        parse(text)
    assert sentence in refused.value.detail
    assert refused.value.field == "retention_days"


def test_every_default_is_within_its_bounds() -> None:
    kinds = periods(Retention())
    assert len({kind.kind for kind in kinds}) == len(kinds)
    settable = [kind for kind in kinds if kind.lowest is not None]
    assert [kind.kind for kind in settable] == [member.name for member in dataclasses.fields(Retention)]
    for kind in settable:
        assert (kind.lowest or 0) <= (kind.days or 0) <= (kind.highest or 0) <= 3650
