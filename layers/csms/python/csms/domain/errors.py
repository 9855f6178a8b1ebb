"""What can go wrong in the domain, each with the words an operator reads."""


class DomainError(Exception):
    """Base of all; `field` names the request's member that is wrong, if one is."""

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class NotFoundError(DomainError):
    """The named thing does not exist."""


class ConflictError(DomainError):
    """The state of the thing forbids it."""


class StationOfflineError(ConflictError):
    """No usable connection, and the caller did not ask to queue."""


class InvalidError(DomainError):
    """The request contradicts a rule that its schema cannot express."""


class ForbiddenError(DomainError):
    """The caller's role does not reach so far."""


class ConcurrentChangeError(DomainError):
    """Somebody else wrote first; the caller may read again and retry."""


class NotAllowedError(DomainError):
    """A station may not do what it asks for: it is told SecurityError."""
