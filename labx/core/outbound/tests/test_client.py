"""Nothing inside the house is reached from outside it, and no answer is believed blindly."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.outbound import address, client
from labx.core.outbound.client import RequestRefused, Terms, check_url, request
from labx.core.outbound.tests.conftest import Handler

LOOPBACK = ("127.0.0.0/8",)


def test_a_page_is_fetched_and_nothing_of_the_environment_is_used(site, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    answer = request("POST", f"{site}/a?b=c", content=b"body", headers={"X-A": "1"}, terms=Terms(allowed=LOOPBACK))
    assert (answer.status, answer.content, answer.is_success) == (200, b"hello", True)
    (seen,) = Handler.seen
    assert (seen["path"], seen["body"], seen["X-A"]) == ("/a?b=c", b"body", "1")


def test_the_allow_list_of_the_settings_is_used(site, settings):
    settings.OUTBOUND_ALLOW = []
    with pytest.raises(RequestRefused, match="not a public address"):
        request("GET", site)
    settings.OUTBOUND_ALLOW = [site.removeprefix("http://")]
    assert request("GET", site).status == 200
    assert check_url(site) == site
    settings.OUTBOUND_ALLOW = ["127.0.0.1:1"]
    with pytest.raises(RequestRefused, match="not a public address"):
        check_url(site)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 (reached for, not bound)
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fec0::1",
    ],
)
def test_no_address_that_is_not_public_is_reached(host, names):
    shown = f"[{host}]" if ":" in host else host
    with pytest.raises(RequestRefused, match="not a public address"):
        request("GET", f"http://{shown}/", terms=Terms(allowed=()))


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_public_addresses_are(host):
    assert address.is_public(ipaddress.ip_address(host))


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_disguise_of_an_inner_address_is_public(inner):
    number = int(inner)
    disguises = [
        inner,
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address(number),
        ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
    ]
    assert not any(address.is_public(disguise) for disguise in disguises)


@pytest.mark.parametrize("url", ["http://0x7f.1/", "http://2130706433/", "http://127.1/"])
def test_spellings_of_loopback_are_refused(url, names):
    spelling = url.split("/")[2]
    names[0][spelling] = [socket.inet_ntoa(socket.inet_aton(spelling))]
    with pytest.raises(RequestRefused, match=r"leads to 127\.0\.0\.1"):
        request("GET", url, terms=Terms(allowed=()))


def test_one_inner_address_among_public_ones_is_enough_to_refuse(names):
    names[0]["mixed.example"] = ["8.8.8.8", "10.0.0.1"]
    with pytest.raises(RequestRefused, match=r"mixed\.example” leads to 10\.0\.0\.1"):
        request("GET", "http://mixed.example/", terms=Terms(allowed=()))


def test_the_name_is_resolved_once_and_the_checked_address_is_used(site, names):
    table, asked = names
    port = site.rpartition(":")[2]
    table["service.example"] = ["127.0.0.1"]
    answer = request("GET", f"http://service.example:{port}/", terms=Terms(allowed=LOOPBACK))
    assert answer.content == b"hello"
    assert Handler.seen[0]["Host"] == f"service.example:{port}"
    assert asked.count("service.example") == 1


def test_a_redirection_is_given_back_and_not_followed(site):
    answer = request("GET", f"{site}/away", terms=Terms(allowed=LOOPBACK))
    assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:1/inside")
    assert len(Handler.seen) == 1


@pytest.mark.parametrize(
    "path, terms, message",
    [
        ("/long", {"limit_bytes": 4_999}, "larger than 4999 bytes"),
        ("/slow", {"seconds": 0.3}, "longer than 0.3 seconds"),
        ("/packed", {}, "compressed although"),
    ],
)
def test_an_answer_that_is_too_long_too_slow_or_packed_is_not_taken(site, path, terms, message):
    with pytest.raises(RequestRefused, match=message):
        request("GET", site + path, terms=Terms(allowed=LOOPBACK, **terms))


@pytest.mark.parametrize(
    "method, url, message",
    [
        ("GET", "ftp://example.pt/", "not a web address"),
        ("GET", "file:///etc/passwd", "not a web address"),
        ("GET", "/relative", "not a web address"),
        ("GET", "http://", "not a web address"),
        ("GET", "https://user:word@example.pt/", "user name or password"),
        ("GET", "http://exa\x00mple/", "is not an address"),
        ("CONNECT", "https://example.pt/", "not a request that can be made"),
    ],
)
def test_what_is_no_web_request_is_refused(method, url, message):
    with pytest.raises(RequestRefused, match=message):
        request(method, url, terms=Terms(allowed=()))


def test_headers_of_the_connection_are_ours(site):
    request("GET", site, headers={"Host": "other", "Connection": "upgrade"}, terms=Terms(allowed=LOOPBACK))
    assert Handler.seen[0]["Host"] == site.removeprefix("http://")
    with pytest.raises(RequestRefused, match="LocalProtocolError"):
        request("GET", site, headers={"X": "a\r\nY: b"}, terms=Terms(allowed=LOOPBACK))


def test_a_name_that_leads_nowhere_and_a_closed_door_say_so(monkeypatch):
    def nowhere(*_arguments, **_hints):
        raise socket.gaierror("no such name")

    with pytest.raises(RequestRefused, match="did not answer as it should"):
        request("GET", "http://127.0.0.1:9/", terms=Terms(allowed=LOOPBACK, seconds=2))
    monkeypatch.setattr(address.socket, "getaddrinfo", nowhere)
    with pytest.raises(RequestRefused, match="could not be found"):
        request("GET", "http://nowhere.example/", terms=Terms(allowed=()))


@pytest.mark.parametrize(
    "entry, host, port, is_so",
    [
        ("10.0.0.0/8", "10.1.1.1", 80, True),
        ("10.0.0.1:8080", "10.0.0.1", 8080, True),
        ("10.0.0.1:8080", "10.0.0.1", 80, False),
        ("[fd00::1]:443", "fd00::1", 443, True),
        ("fd00::1", "fd00::1", 1, True),
        ("10.0.0.1", "10.0.0.2", 80, False),
    ],
)
def test_the_allow_list_takes_addresses_networks_and_ports(entry, host, port, is_so):
    assert address.is_allowed(ipaddress.ip_address(host), port, [entry]) is is_so


def test_the_methods_are_few():
    assert "TRACE" not in client.METHODS
