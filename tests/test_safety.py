"""A production server refuses to start insecurely, and says everything that is wrong at once."""

import json
import runpy

import pytest

from config import settings
from config.environment import BadSetting
from config.safety import refuse_insecure

SAFE = {
    "LABX_PRODUCTION": "1",
    "LABX_SECRET_KEY": "a" * 25 + "b" * 25,
    "LABX_ORIGIN": "https://labx.example.pt",
    "LABX_HOSTS": "labx.example.pt",
    "DATABASE_URL": "postgresql://db.example.pt/labx",
    "LABX_EMAIL_URL": "smtp://mail.example.pt:587?tls=1",
    "LABX_OIDC": json.dumps([{"provider_id": "s", "settings": {"server_url": "https://identidade.example.pt"}}]),
}
UNSAFE = {
    "LABX_SECRET_KEY": "short",
    "LABX_ORIGIN": "http://labx.example.pt",
    "LABX_HOSTS": "*",
    "DATABASE_URL": "",
    "LABX_EMAIL_URL": "console:",
    "LABX_DEMO": "1",
    "LABX_OIDC": json.dumps([{"provider_id": "s", "settings": {"server_url": "http://identidade.example.pt"}}]),
}


@pytest.fixture
def surroundings(monkeypatch):
    def surround(**changes: str) -> None:
        for name, value in {**SAFE, **changes}.items():
            monkeypatch.setenv(name, value)

    return surround


def test_a_safe_server_starts(surroundings) -> None:
    surroundings()
    refuse_insecure()


@pytest.mark.parametrize("name", sorted(UNSAFE))
def test_each_unsafe_setting_is_named(name: str, surroundings) -> None:
    surroundings(**{name: UNSAFE[name]})
    with pytest.raises(BadSetting, match=name):
        refuse_insecure()


@pytest.mark.parametrize("address", ["smtp://mail.example.pt:25", "smtp://mail.example.pt:587?notls=1"])
def test_messages_do_not_cross_a_network_unencrypted(address: str, surroundings) -> None:
    surroundings(LABX_EMAIL_URL=address)
    with pytest.raises(BadSetting, match="LABX_EMAIL_URL sends messages unencrypted"):
        refuse_insecure()


def test_a_relay_on_this_machine_needs_no_encryption(surroundings) -> None:
    surroundings(LABX_EMAIL_URL="smtp://localhost:25")
    refuse_insecure()


def test_all_of_them_are_told_at_once(surroundings) -> None:
    surroundings(**UNSAFE)
    with pytest.raises(BadSetting) as problem:
        refuse_insecure()
    assert all(name in str(problem.value) for name in UNSAFE)


def test_a_machine_to_try_labx_on_may_be_all_of_that(surroundings) -> None:
    surroundings(**UNSAFE, LABX_PRODUCTION="0")
    refuse_insecure()


def test_earlier_secret_keys_reach_django(monkeypatch) -> None:
    monkeypatch.setenv("LABX_EARLIER_SECRET_KEYS", "the-one-before, the-one-before-that")
    assert runpy.run_path(settings.__file__)["SECRET_KEY_FALLBACKS"] == ["the-one-before", "the-one-before-that"]
