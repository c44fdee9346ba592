"""Every route x every method x every role, against the policy alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from labx.core import policy
from labx.core.actors import ANONYMOUS, PROJECT_ROLES, Actor
from labx.people.middleware import actor_of
from tests.route_examples import EXAMPLES, World, make_world

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# A page for everyone is a decision: it is added here on purpose or not at all.
PUBLIC_PERMISSIONS = {
    "core.check_health",
    "core.search",
    "core.see_public_pages",
    "people.accept_invitation",
    "people.sign_in",
    "portfolio.read_public_page",
    "portfolio.see_numbers",
    "portfolio.see_public_projects",
    "trials.read_public_package",
}
# Answers of the library's pages that are no refusal by role: a step that was not begun, a thing this account lacks.
WITHOUT_WHAT_THEY_NEED = {
    "mfa_deactivate_totp": 404,
    "mfa_download_recovery_codes": 404,
    "mfa_edit_webauthn": 404,
    "mfa_remove_webauthn": 404,
    "mfa_view_recovery_codes": 404,
    "openid_connect_callback": 404,
    "openid_connect_login": 404,
    "saml_acs": 404,
    "saml_finish_acs": 404,
    "saml_login": 404,
    "saml_metadata": 404,
    "saml_sls": 404,
    "socialaccount_login_error": 401,
}


ROLES_IN_PROJECTS = {"elsewhere", *(f"project:{role}" for role in PROJECT_ROLES)}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Any

    @property
    def has_address(self) -> bool:
        return "<" in self.pattern


def routes() -> Iterator[Route]:
    yield from below(get_resolver(), "", "")


def below(resolver: URLResolver, prefix: str, space: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield Route(f"{space}{pattern.name}", path, pattern.callback)
        else:
            yield from below(pattern, path, f"{space}{pattern.namespace}:" if pattern.namespace else space)


# The operations of the API ask the policy themselves; test_api_by_role walks them.
ROUTES = {route.name: route for route in routes() if not route.pattern.startswith("api/")}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(world: World) -> dict[str, tuple[Actor, dict[str, str]]]:
    """Everyone with the cookies of a session of theirs."""
    found: dict[str, tuple[Actor, dict[str, str]]] = {"anonymous": (ANONYMOUS, {})}
    for name, account in world.people.items():
        client = Client()
        client.force_login(account)
        account.refresh_from_db()
        found[name] = (actor_of(account), {key: morsel.value for key, morsel in client.cookies.items()})
    return found


def ask(path: str, method: str, cookies: dict[str, str]) -> HttpResponse:
    """One request, and nothing of it kept."""
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    return response


def is_refused(response: HttpResponse) -> bool:
    asks_to_sign_in = response.status_code == 302 and response["Location"].startswith(f"{reverse('account_login')}?")
    return asks_to_sign_in or response.status_code in {401, 403, 404}


def test_every_view_declares_a_permission_that_exists() -> None:
    known = {permission.name for permission in policy.permissions()}
    undeclared = [
        f"{route.pattern} ({route.name})"
        for route in routes()
        if not route.pattern.startswith("api/") and getattr(route.view, "permission", None) not in known
    ]
    assert not undeclared, f"Put @requires(...) with a declared permission before: {', '.join(undeclared)}"


def test_what_is_public_was_made_so_on_purpose() -> None:
    assert {permission.name for permission in policy.permissions() if permission.public} == PUBLIC_PERMISSIONS


def test_every_route_with_an_address_has_an_example() -> None:
    missing = sorted(route.name for route in ROUTES.values() if route.has_address and route.name not in EXAMPLES)
    stale = sorted(EXAMPLES.keys() - ROUTES.keys())
    assert not missing, f"Add to tests/route_examples.py: {', '.join(missing)}"
    assert not stale, f"Remove from tests/route_examples.py: {', '.join(stale)}"


def test_every_name_is_used_once() -> None:
    names = [route.name for route in routes() if not route.pattern.startswith("api/")]
    assert sorted(names) == sorted(set(names))


def expected(route: Route, actor: Actor, address: dict[str, Any]) -> bool:
    finder = route.view.finds_record
    return policy.allows(actor, route.view.permission, finder(**address) if finder else None)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_only_who_the_policy_allows_gets_through(name: str, world: World, browsers) -> None:
    route = ROUTES[name]
    addresses = EXAMPLES[name](world) if route.has_address else [{}]
    assert addresses
    wrong = []
    for address in addresses:
        path = reverse(name, kwargs=address)
        for who, (actor, cookies) in browsers.items():
            if not route.view.finds_record and who in ROLES_IN_PROJECTS:
                continue  # without a record there is no project, so nothing that a role in one could open
            may = expected(route, actor, address)
            for method in METHODS:
                response = ask(path, method, cookies)
                lacking = may and response.status_code == WITHOUT_WHAT_THEY_NEED.get(name)
                if is_refused(response) is may and not lacking:
                    wrong.append(f"{who} {method} {path}: {response.status_code}, policy says {may}")
    assert not wrong, "\n".join(wrong)


def test_the_walk_sees_both_refusals_and_passages(world: World, browsers) -> None:
    """Or a test that always agrees would look the same."""
    anonymous, administrator = browsers["anonymous"][1], browsers["administrator"][1]
    assert is_refused(ask("/pessoas/", "GET", anonymous)) and is_refused(
        ask("/pessoas/", "POST", browsers["analyst"][1])
    )
    assert not is_refused(ask("/pessoas/", "GET", administrator))
    assert ask("/pessoas/", "DELETE", administrator).status_code == 405


def test_a_record_that_is_not_yours_looks_like_one_that_is_not_there(world: World, browsers) -> None:
    cookies = browsers["elsewhere"][1]
    there = ask(reverse("portfolio:record", args=[world.published.slug]), "GET", cookies)
    nowhere = ask(reverse("portfolio:record", args=["nao-existe"]), "GET", cookies)
    assert there.status_code == nowhere.status_code == 404


def test_a_view_without_a_permission_is_closed(world: World, rf) -> None:
    from labx.core.gate import deny_by_default

    request = rf.get("/")
    request.actor = browser_less = actor_of(world.people["administrator"])
    closed = deny_by_default(lambda _request: None).process_view(request, lambda _request: None, (), {})
    assert browser_less.is_known and closed.status_code == 403
