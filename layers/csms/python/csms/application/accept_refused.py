"""Let a refused station in, in one call: registered and accepted, with its own password if the operator trusts it."""

from dataclasses import dataclass

from csms.application.inbox import find_refused
from csms.application.ports import Ports
from csms.application.register_station import Keep, Registered, RegisterStation, register_station
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.refusals import RefusedConnection
from csms.domain.stations import Registration


@dataclass(frozen=True)
class AcceptRefused:
    """`trust_presented_password`: what it knocked with lets it in from now on, so that nobody touches the charger."""

    identity: str
    password: str | None = None
    site_id: str | Keep | None = Keep.KEEP
    trust_presented_password: bool = False


def accept_refused(ports: Ports, wish: AcceptRefused) -> Registered:
    """Raises NotFoundError; InvalidError; ConflictError where no presented password can be trusted."""
    refused = find_refused(ports, wish.identity)
    if wish.trust_presented_password and wish.password is not None:
        raise InvalidError("give a password or trust the presented one, not both", "trust_presented_password")
    done = register_station(
        ports,
        RegisterStation(
            identity=refused.identity,
            password=wish.password,
            password_hash=_trusted(refused) if wish.trust_presented_password else None,
            registration=Registration.ACCEPTED,
            site_id=wish.site_id,
        ),
    )
    ports.refused_connections.remove(refused.key)
    return done


def _trusted(refused: RefusedConnection) -> str | None:
    if refused.passwords_differ:
        raise ConflictError(
            "different passwords were presented for this identity: find out which is the charger's, or set one"
        )
    if refused.password_hash is None:
        raise ConflictError("it presented no password of 16 to 40 characters that could be trusted")
    return refused.password_hash
