"""One resource per file; the order here is the order in the documentation."""

from operator_api.routes import station_events, stations

ROUTERS = (stations.router, station_events.router)
