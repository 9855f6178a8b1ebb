"""What stations say about firmware and uploads, in the words of all versions."""

import re
from typing import Any

from csms.application.record_transfer_status import RecordTransferStatus, record_transfer_status
from csms.application.settle_transfer import SUPERSEDES, TransferAnswer, settle_transfer
from csms.domain.transfers import STATUSES, TransferKind
from csms.ocpp.dialect import Inbound, OutcomeRow, OutcomeTable, Payload, nothing

FIRMWARE = frozenset({TransferKind.FIRMWARE})
UPLOAD = frozenset({TransferKind.DIAGNOSTICS})
LOG = frozenset({TransferKind.LOG})
_OTHER_WORDS = {"upload_failure": "upload_failed", "accepted_canceled": "superseded"}
UNCLEAR = "unclear_answer"
_ANSWERS = {
    "Accepted": "accepted",
    "AcceptedCanceled": SUPERSEDES,
    "Rejected": "rejected",
    "InvalidCertificate": "invalid_certificate",
    "RevokedCertificate": "revoked_certificate",
}


def transfer_status(action: str, kinds: frozenset[TransferKind]) -> Inbound:
    """The row of a status notification: answered whatever becomes of it."""
    return Inbound(
        decode=lambda payload: _status(action, kinds, payload),
        use_case=record_transfer_status,
        encode=nothing,
        unstored=nothing,
        sent_once=True,
    )


def _status(action: str, kinds: frozenset[TransferKind], payload: Payload) -> RecordTransferStatus:
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(payload.get("status", ""))).lower()
    status = _OTHER_WORDS.get(word, word)
    request_id = payload.get("requestId")
    return RecordTransferStatus(
        kinds=kinds,
        status=status if status in STATUSES else None,
        request_id=request_id if isinstance(request_id, int) else None,
        action=action,
        payload=payload,
    )


def _update_answer_16(_: Payload, __: Payload) -> TransferAnswer:
    """1.6's UpdateFirmware.conf says nothing (1.6 §6.20)."""
    return TransferAnswer("accepted")


def _diagnostics_answer(_: Payload, response: Payload) -> TransferAnswer:
    """Without a name there is nothing to upload (1.6 §6.26); stations that leave it out and upload are heard."""
    name = _text(response.get("fileName"))
    return TransferAnswer("accepted" if name else "accepted_without_file", name)


def _answer(_: Payload, response: Payload) -> TransferAnswer:
    """A word that means nothing to us is remembered as such: the notifications tell how it goes on."""
    status = _text(response.get("status")) or ""
    return TransferAnswer(_ANSWERS.get(status, UNCLEAR), _text(response.get("filename")))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


TRANSFERS_16: OutcomeTable = {
    "GetDiagnostics": OutcomeRow(_diagnostics_answer, settle_transfer),
    "GetLog": OutcomeRow(_answer, settle_transfer),
    "SignedUpdateFirmware": OutcomeRow(_answer, settle_transfer),
    "UpdateFirmware": OutcomeRow(_update_answer_16, settle_transfer),
}
TRANSFERS_2X: OutcomeTable = {
    "GetLog": OutcomeRow(_answer, settle_transfer),
    "UpdateFirmware": OutcomeRow(_answer, settle_transfer),
}
