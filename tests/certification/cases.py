"""The 77 cases by their numbers in the test plan (TC_NNN_CSMS), titles in our own words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    block: str
    number: str
    title: str


def _cases(block: str, titles: str) -> list[Case]:
    rows = [line.strip().partition(" ") for line in titles.strip().splitlines()]
    return [Case(block, number, title) for number, _, title in rows]


CASES: tuple[Case, ...] = tuple(
    _cases("Core: boot, session, cache", """
        001 cold boot
        003 session, cable first
        004_1 session, token first
        004_2 token first, no cable in time
        005_1 the EV's side unplugs: stop and unlock
        007 session with a cached token
        061 clear the authorization cache
    """)
    + _cases("Remote start and stop", """
        010 remote start, cable first
        011_1 remote start first
        011_2 remote start, no cable in time
        012 remote stop
        026 remote start refused
        028 remote stop refused
    """)
    + _cases("Reset, unlock, configuration", """
        013 hard reset
        014 soft reset
        017_1 unlock while idle, loose cable
        017_2 unlock while idle, fixed cable
        018_1 unlock during a session
        019_1 read all configuration keys
        019_2 read one configuration key
        021 change a configuration key
        030 unlock fails
        031 unlock an unknown connector
        040_1 change a key that the station does not know
        040_2 change a key to an invalid value
    """)
    + _cases("Refused tokens, faults, offline", """
        023_1 invalid token
        023_2 expired token
        023_3 blocked token
        024 the lock of the connector fails
        032_1 power failure during a session
        037_1 offline start, valid token
        037_3 offline start, invalid token
        039 a whole session offline
    """)
    + _cases("Local authorization list", """
        042_1 version of a list that is not supported
        042_2 version of an empty list
        043_1 list not supported
        043_3 list not taken
        043_4 full update
        043_5 differential update
    """)
    + _cases("Firmware and diagnostics", """
        044_1 firmware downloaded and installed
        044_2 download fails
        044_3 installation fails
        045_1 diagnostics uploaded
        045_2 upload fails
    """)
    + _cases("Reservation", """
        046 reserved connector used
        047 reservation expires
        048_1 connector faulted
        048_2 connector occupied
        048_3 connector unavailable
        048_4 reservation rejected
        049 whole station reserved and used
        051 reservation cancelled
        052 cancellation refused
        053 reservation used by a token of the same parent
    """)
    + _cases("Remote trigger, smart charging, data transfer", """
        054 trigger messages
        055 trigger refused
        056 TxDefaultProfile
        057 TxProfile
        059 remote start with a charging profile
        064 data transfer to the central system
        066 composite schedule
        067 clear charging profiles
    """)
    + _cases("Security", """
        073 new password
        074 certificate of the station renewed (RSA, ECDSA)
        075_1 install the manufacturer's root certificate
        075_2 install the central system's root certificate
        076 delete an installed certificate
        077 station refuses its new certificate: security event
        078 station refuses a root certificate: security event
        079 security log
        080 signed firmware installed
        081 signed firmware with an invalid signature
        083 upgrade of the security profile
        085 basic authentication
        086 TLS with the server's certificate
        087 TLS with the station's certificate
        088 subprotocol negotiated
    """)
)  # fmt: skip
