"""One resource per file; the order here is the order in the documentation."""

from operator_api.routes import (
    calls,
    charging_profiles,
    commands,
    operations,
    plans,
    refused_stations,
    schedules,
    sites,
    station_events,
    station_models,
    station_password,
    stations,
    tokens,
    transactions,
    unknown_tokens,
)

ROUTERS = (
    stations.router,
    refused_stations.router,
    calls.router,
    operations.router,
    station_password.router,
    charging_profiles.router,
    commands.router,
    station_events.router,
    station_models.router,
    tokens.router,
    unknown_tokens.router,
    transactions.router,
    sites.router,
    schedules.router,
    plans.router,
)
