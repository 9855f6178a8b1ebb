"""A fleet of simulated charging stations, for the demo and for end-to-end tests. It knows nothing of csms.

async with Station("CP1", "ws://localhost:8080", password, DIALECTS["2.0.1"], [Evse(1)], Timing(speed=60)) as station:
    await station.plug_in(1, Car(capacity_wh=60_000, soc=0.3), token="TAG")
    await station.until(lambda: station.evse(1).current_a == 10)
    station.link.lose(), station.link.restore()
"""
