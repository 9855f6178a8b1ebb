"""Functions that die at any of their steps."""

from collections.abc import Callable
from typing import Any


class Died(Exception):
    """The function has come to its end, here."""


class Fuse:
    """Blows once, at the n-th step that is taken: before it or after it."""

    def __init__(self, at: int, before: bool) -> None:
        self.at, self.before, self.steps = at, before, 0

    def around(self, inner: Any, *names: str) -> Any:
        fuse = self

        class Around:
            def __getattr__(self, name: str) -> Any:
                member: Callable[..., Any] = getattr(inner, name)
                return (lambda *args: fuse.step(member, *args)) if name in names else member

        return Around()

    def step(self, act: Callable[..., Any], *args: Any) -> Any:
        self.steps += 1
        blows = self.steps == self.at
        if blows and self.before:
            raise Died
        result = act(*args)
        if blows:
            raise Died
        return result
