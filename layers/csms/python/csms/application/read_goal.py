"""What was said of a session, with the battery's capacity that its state of charge is reckoned with."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.domain import goals, sites
from csms.domain.goals import Goal, GoalSource
from csms.domain.ids import key_of
from csms.domain.transactions import Transaction


def read_goal(ports: Ports, transaction: Transaction) -> Goal | None:
    """The goal of the most specific source, None where nobody has said one.

    Where it is a state of charge without a capacity, that of whoever says it: another source of the session, the token
    or the station, or past sessions of the token.
    """
    if not transaction.goals:
        return None
    said = transaction.goals[0]
    if said.soc_percent is None or said.battery_wh is not None:
        return said
    found = goals.merged([*transaction.goals, *_standing(ports, transaction)])
    if found is None or found.battery_wh is None:
        found = _learned(ports, transaction)
    return replace(said, battery_wh=found.battery_wh, battery_source=found.capacity_source) if found else said


def _standing(ports: Ports, transaction: Transaction) -> list[Goal]:
    token = ports.tokens.get(key_of(transaction.token)) if transaction.token else None
    station = ports.stations.get(transaction.station_key)
    said = ((GoalSource.TOKEN, token.goal if token else None), (GoalSource.STATION, station.goal if station else None))
    return [Goal(source, battery_wh=goal.battery_wh) for source, goal in said if goal]


def _learned(ports: Ports, transaction: Transaction) -> Goal | None:
    site = ports.sites.get(transaction.site_id) if transaction.site_id else None
    if site is None or transaction.token is None:
        return None
    habits = ports.past_visits.of_site(site.id, sites.zone(site))
    return Goal(GoalSource.LEARNED, battery_wh=habits.battery_wh(key_of(transaction.token)))
