"""Every door of the house with its label, as data."""

from typing import TypedDict

from flask import Flask

from lms.accounts.rules.roles import roles_with


class Door(TypedDict):
    """One method of one route; no roles means that anybody may come in."""

    route: str
    method: str
    endpoint: str
    permission: str
    roles: list[str]


def doors(app: Flask) -> list[Door]:
    """All doors, sorted by route and method."""
    found = [
        _door(app, str(rule), method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda door: (door["route"], door["method"]))


def _door(app: Flask, route: str, method: str, endpoint: str) -> Door:
    permission = str(getattr(app.view_functions[endpoint], "permission", "closed"))
    return Door(
        route=route,
        method=method,
        endpoint=endpoint,
        permission=permission,
        roles=[str(role) for role in roles_with(permission)],
    )
