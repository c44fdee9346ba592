"""Addresses of very many records of one kind: the route is looked up once."""

from collections.abc import Callable
from functools import cache

from django.urls import get_script_prefix, reverse


def address_of(page: str) -> Callable[[str], str]:
    """Gives the address of that page for a slug or code, which needs no quoting; as `reverse` would."""
    before, after = around(page, get_script_prefix())
    return lambda code: f"{before}/{code}/{after}"


@cache
def around(page: str, _prefix: str) -> tuple[str, str]:
    before, _slash, after = reverse(page, args=["_"]).rpartition("/_/")
    return before, after
