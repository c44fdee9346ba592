"""Which addresses the house may reach: only public ones, unless an operator lists others."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):
    """The name leads to an address that is not public, or nowhere."""


def resolve(host: str, port: int, allowed: Sequence[str] = ()) -> Address:
    """The one address to connect to. Every address of the name must be public, or none is used."""
    addresses = _look_up(host, port)
    for address in addresses:
        if not is_public(address) and not is_allowed(address, port, allowed):
            raise AddressRefused(
                _("“{host}” leads to {address}, which is not a public address.").format(host=host, address=address)
            )
    return addresses[0]


def is_public(address: Address) -> bool:
    """Also for the IPv4 address that some IPv6 addresses carry. Reserved ranges hold the disguises we do not unpack."""
    return all(
        part.is_global and not (part.is_multicast or part.is_reserved or getattr(part, "is_site_local", False))
        for part in inside(address)
    )


def inside(address: Address) -> list[Address]:
    """The address and the IPv4 addresses hidden in it."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    hidden = (address.sixtofour, *(address.teredo or ()))
    return [address, *(part for part in hidden if part)]


def is_allowed(address: Address, port: int, allowed: Sequence[str]) -> bool:
    """An entry is an address or network, with `:port` behind where only that port is meant."""
    for entry in allowed:
        network, wanted_port = _parsed(entry)
        if address in network and wanted_port in (None, port):
            return True
    return False


def _parsed(entry: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, int | None]:
    host, separator, port = entry.rpartition(":")
    if separator and port.isdigit() and (host.count(":") == 0 or host.endswith("]")):
        return ipaddress.ip_network(host.strip("[]"), strict=False), int(port)
    return ipaddress.ip_network(entry.strip("[]"), strict=False), None


def _look_up(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(
            _("“{host}” could not be found ({error}). Check the address.").format(host=host, error=error)
        ) from error
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
