from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    speed: float = 1.0
    """Simulated seconds per second of the wall clock; intervals of the protocol keep the wall clock."""
    tick_s: float = 1.0
    heartbeat_s: int = 300
    sample_s: int = 15
    message_timeout_s: float = 30.0
    backoff_min_s: float = 1.0
    backoff_max_s: float = 30.0
