"""The life of a file transfer: forward only, and whatever a station tells is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain.transfers import ENDS, STATUSES, Step, Transfer, TransferKind, confirmed, moved, named

AT = "2026-03-01T12:00:00.000Z"
FIRMWARE = frozenset({TransferKind.FIRMWARE})


def transfer(id: str = "t", **members: Any) -> Transfer:
    return Transfer("cp-1", id, **{"kind": TransferKind.FIRMWARE, "created_at": AT, "location": "x"} | members)


def after(*words: str) -> Transfer:
    made = transfer()
    for number, word in enumerate(words):
        made = moved(made, word, f"{number}")
    return made


TRAIN = ("accepted", "downloading", "downloaded", "signature_verified", "installing", "install_rebooting", "installed")


def test_a_train_of_statuses() -> None:
    done = after(*TRAIN)
    assert (done.status, done.ended) == ("installed", True)
    assert [step.status for step in done.history] == list(TRAIN)
    assert all(step.counted for step in done.history)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("downloading", "accepted"), "downloading"),
        (("downloaded", "downloading"), "downloaded"),
        (("downloading", "download_paused", "downloading"), "downloading"),
        (("timed_out", "accepted"), "accepted"),
        (("timed_out", "downloading"), "downloading"),
        (("downloading", "timed_out"), "downloading"),
        (("installed", "installing"), "installed"),
        (("installed", "download_failed"), "installed"),
        (("download_failed", "installed"), "download_failed"),
        (("installed", "confirmed", "installed"), "confirmed"),
        (("superseded", "downloading"), "superseded"),
        (("unclear_answer",), "requested"),
        (("accepted_without_file", "uploading", "uploaded"), "uploaded"),
    ],
)
def test_nothing_goes_back(words: tuple[str, ...], status: str) -> None:
    assert after(*words).status == status


def test_the_same_word_again_is_counted() -> None:
    made = after("downloading", "downloading", "downloading")
    assert made.history == (Step("downloading", "0", times=3),)


@given(st.lists(st.sampled_from(sorted(STATUSES)), max_size=40))
def test_an_end_is_an_end_and_nothing_is_forgotten(words: list[str]) -> None:
    made, ended = transfer(), ""
    for number, word in enumerate(words):
        made = moved(made, word, f"{number}")
        if ended:
            assert made.status == ended or (ended, made.status) == ("installed", "confirmed")
        ended = made.status if made.ended else ""
    assert made.status in {"requested", *words}
    assert sum(step.times for step in made.history) == len(words)
    assert made.ended == bool(set(words) & ENDS)
    assert Transfer.from_dict(made.to_dict()) == made


def test_the_history_has_an_end_too() -> None:
    assert len(after(*["downloading", "download_paused"] * 100).history) == 100


@pytest.mark.parametrize(
    ("wanted", "status", "booted", "result"),
    [
        ("2.0", "installing", "2.0", "confirmed"),
        ("2.0", "installed", " 2.0 ", "confirmed"),
        ("2.0", "installing", "1.5", "installing"),
        (None, "downloaded", "1.5", "confirmed"),
        ("2.0", "installation_failed", "2.0", "installation_failed"),
    ],
)
def test_a_boot_confirms(wanted: str | None, status: str, booted: str, result: str) -> None:
    made = confirmed(transfer(status=status, firmware_version=wanted), booted, AT)
    assert (made.status, made.version_after) == (result, booted)


def test_which_transfer_a_station_speaks_of() -> None:
    new, old = transfer("2", request_id=2), transfer("1", request_id=1)
    log = transfer("3", kind=TransferKind.LOG, request_id=1)
    assert named([log, new, old], FIRMWARE, 1) == old
    assert named([log, new, old], FIRMWARE, 3) is None
    assert named([log, new, old], FIRMWARE, None) == new
    assert named([moved(new, "installed", AT), old], FIRMWARE, None) == old
    assert named([moved(new, "installed", AT)], FIRMWARE, None) is None
