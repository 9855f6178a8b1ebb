"""Where a station gets a file or puts one: a URL of ours for one object and a while, or one of the operator's."""

from urllib.parse import urlsplit, urlunsplit

from csms.domain.errors import InvalidError

HIDDEN = "***"
SCHEMES = ("http", "https", "ftp", "ftps", "sftp")


def check_location(url: str, field: str) -> None:
    """Raises InvalidError unless `url` is one that stations know (2.0.1 L01, N01; 1.6 §5.4 and its whitepaper)."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise InvalidError("is no URL", field) from None
    if parts.scheme.lower() not in SCHEMES:
        raise InvalidError(f"the scheme of a location is one of {', '.join(SCHEMES)}", field)
    if not host or not url.isascii() or not url.isprintable() or " " in url:
        raise InvalidError("a location names a host and has neither blanks nor letters that would need escaping", field)


def shown_location(url: str) -> str:
    """Without what opens it: credentials before the host, and the query, which holds the signature of ours."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return HIDDEN
    credentials, at, host = parts.netloc.rpartition("@")
    netloc = f"{HIDDEN}@{host}" if at and credentials else parts.netloc
    return urlunsplit((parts.scheme, netloc, parts.path, HIDDEN if parts.query else "", ""))
