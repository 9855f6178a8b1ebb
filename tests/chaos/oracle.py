"""Compares what the CSMS believes with what happened."""

from csms.application.ports import Ports
from csms.domain.ids import key_of
from csms.domain.integrity import CLOSED_BY_CSMS, REGISTER_GAP, START_NOT_AUTHORIZED
from csms.domain.transactions import Transaction
from tests.chaos.oracle_of_commands import judge_station
from tests.chaos.truth import TrueSession, Truth
from tests.chaos.verdict import Verdict
from tests.support.usage import all_transactions

LIMITED_TOKEN = "TAG-5"


def judge(ports: Ports, truth: Truth, identities: dict[str, str], tokens: list[str]) -> Verdict:
    """`identities` maps each station to its version."""
    verdict = Verdict()
    transactions = list(all_transactions(ports))
    for session in truth.sessions:
        _judge_session(verdict, session, [t for t in transactions if _is_of(session, t)])
    for transaction in transactions:
        if not any(_is_of(session, transaction) for session in truth.sessions):
            verdict.find("doubled", transaction.identity, f"nobody charged {_told(transaction)}")
    for sentence in truth.unanswered:
        verdict.find("unanswered", sentence.partition(":")[0], sentence)
    for sentence in truth.inconsistent:
        verdict.find("two answers", sentence.partition(":")[0], sentence)
    for sentence in truth.overlapping:
        verdict.find("overlapping", sentence.partition(":")[0], sentence)
    for identity in identities:
        judge_station(verdict, ports, truth, identity)
    for name in tokens:
        token = ports.tokens.get(key_of(name))
        if token is not None and token.open_transactions:
            verdict.find("stuck", "", f"token {name} has open transactions {sorted(token.open_transactions)}")
    return verdict


def _is_of(session: TrueSession, transaction: Transaction) -> bool:
    if transaction.identity != session.identity:
        return False
    if session.version != "1.6":
        return transaction.ocpp_transaction_id == session.wire_id
    if transaction.ocpp_transaction_id == session.wire_id:
        return True
    if transaction.has_start:
        same_start = (session.started_at[:19], session.evse) == (transaction.started_at[:19], transaction.evse)
        return same_start and key_of(session.token) == key_of(transaction.token or "")
    return (transaction.ended_at or "")[:19] == (session.ended_at or "-")[:19]


def _judge_session(verdict: Verdict, session: TrueSession, found: list[Transaction]) -> None:
    name = f"session {session.wire_id} of {session.started_at} on EVSE {session.evse}"
    if session.forgotten:
        _judge_forgotten(verdict, session, found, name)
        return
    if not session.end_answered or not (session.start_answered or session.abandoned or session.version != "1.6"):
        verdict.find("unanswered", session.identity, f"{name}: the station still waits")
    if not found:
        verdict.find("lost", session.identity, f"{name} has no transaction")
    for extra in found[1:]:
        verdict.find("doubled", session.identity, f"{name} is also {_told(extra)}")
    for transaction in found[:1]:
        if transaction.open or CLOSED_BY_CSMS in transaction.notes:
            verdict.find("lost", session.identity, f"{name} has not ended: {_told(transaction)}")
        else:
            _judge_energy(verdict, session, transaction, name)


def _judge_forgotten(verdict: Verdict, session: TrueSession, found: list[Transaction], name: str) -> None:
    """The CSMS may have never heard of it; else it has closed it by itself, and does not bill it unseen."""
    if not found and session.start_answered:
        verdict.find("lost", session.identity, f"{name} was forgotten by its station, and by the CSMS")
    for extra in found[1:]:
        verdict.find("doubled", session.identity, f"{name} is also {_told(extra)}")
    for transaction in found[:1]:
        if transaction.open:
            verdict.find("stuck", session.identity, f"{name} was forgotten and is open: {_told(transaction)}")
        elif transaction.integrity["verdict"] == "billable":
            verdict.find("wrong energy", session.identity, f"{name} was forgotten and is billed: {_told(transaction)}")


def _judge_energy(verdict: Verdict, session: TrueSession, transaction: Transaction, name: str) -> None:
    billable = transaction.integrity["verdict"] == "billable"
    right = transaction.energy_wh is not None and abs(transaction.energy_wh - session.energy_wh) < 0.01
    if not right and (billable or transaction.has_start):
        verdict.find("wrong energy", session.identity, f"{name}: true {session.energy_wh} Wh, {_told(transaction)}")
    elif not billable and not session.abandoned and not session.incomplete and not _over_its_limit(transaction):
        verdict.find("doubted", session.identity, f"{name}: {_told(transaction)}")


def _over_its_limit(transaction: Transaction) -> bool:
    """One token may have one open transaction only: a second start is not authorized, and that is a doubt."""
    reasons = set(transaction.integrity["reasons"]) - {REGISTER_GAP}
    return reasons == {START_NOT_AUTHORIZED} and transaction.token == LIMITED_TOKEN


def _told(transaction: Transaction) -> str:
    return (
        f"transaction {transaction.ocpp_transaction_id} ({transaction.started_at} to {transaction.ended_at}, "
        f"{transaction.energy_wh} Wh, {transaction.integrity['verdict']} {transaction.integrity['reasons']})"
    )
