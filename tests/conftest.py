"""How properties are tested here: the same examples every time, and no clock: a machine may be busy."""

from hypothesis import settings

settings.register_profile("here", deadline=None, derandomize=True)
settings.load_profile("here")
