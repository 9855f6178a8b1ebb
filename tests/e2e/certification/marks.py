"""How a test says which case it plays."""

import pytest


def case(number: str, still_open: str = "") -> pytest.MarkDecorator:
    """`still_open`: what of the case only a real account shows."""
    return pytest.mark.certification(number, still_open)
