"""A site: where the electricity comes from, and how much of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A fuse or feeder below the site's own; stations may hang on it. `parent` None is the site itself."""

    id: str
    limit_a: float
    parent: str | None = None


@dataclass(frozen=True)
class Site:
    """`limit_a` is the site's connection in A per phase, None while the operator has not set one."""

    id: str
    name: str
    created_at: str
    time_zone: str = "UTC"
    limit_a: float | None = None
    nodes: tuple[Node, ...] = ()
    fail_safe: bool | None = None
