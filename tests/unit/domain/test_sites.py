"""The electrical tree and the site's members: what is refused, and in which member."""

import math

import pytest

from csms.domain import sites
from csms.domain.errors import InvalidError
from csms.domain.sites import Node, Site


def site(**members: object) -> Site:
    return Site(**{"id": "s", "name": "Depot", "created_at": "2026-01-01T00:00:00.000Z", **members})  # type: ignore[arg-type]


def test_a_tree_of_nodes_is_accepted_and_knows_the_way_up() -> None:
    tree = site(limit_a=63.0, nodes=(Node("b", 20.0, "a"), Node("a", 32.0), Node("c", 0.0, "b")))
    sites.validate(tree)
    assert sites.path(tree, "c") == ("c", "b", "a")
    assert sites.path(tree, None) == ()
    assert sites.path(tree, "gone") == ()


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"time_zone": "Europe"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"time_zone": "localtime"}, "time_zone"),
        ({"time_zone": "right/Europe/Paris"}, "time_zone"),
        ({"limit_a": -1.0}, "limit_a"),
        ({"limit_a": math.inf}, "limit_a"),
        ({"limit_a": math.nan}, "limit_a"),
        ({"nodes": (Node("a", math.nan),)}, "nodes"),
        ({"nodes": (Node("a", -0.1),)}, "nodes"),
        ({"nodes": (Node("a", 1.0), Node("a", 2.0))}, "nodes"),
        ({"nodes": (Node("", 1.0),)}, "nodes"),
        ({"nodes": (Node("a", 1.0, "nowhere"),)}, "nodes"),
        ({"nodes": (Node("a", 1.0, "a"),)}, "nodes"),
        ({"nodes": (Node("a", 1.0, "b"), Node("b", 1.0, "c"), Node("c", 1.0, "a"))}, "nodes"),
        ({"nodes": (Node("x", 1.0, "a"), Node("a", 1.0, "b"), Node("b", 1.0, "a"))}, "nodes"),
    ],
)
def test_a_wrong_member_is_named(members: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidError) as raised:
        sites.validate(site(**members))
    assert raised.value.field == field
