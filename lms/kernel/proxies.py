"""Reverse proxies in front of us say in a request's head who asks for what."""

from collections.abc import Callable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

WSGI = Callable[..., Any]


def behind(proxies: int, product: WSGI) -> WSGI:
    """The product behind so many proxies of ours: what they say is believed."""
    if not proxies:
        return product
    return ProxyFix(product, x_for=proxies, x_proto=proxies, x_host=proxies)
