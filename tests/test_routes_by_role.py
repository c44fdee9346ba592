"""Every route x every method x every role, against the policy alone."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from labx.core import gate, policy
from labx.core.actors import ANONYMOUS, PROJECT_ROLES, Actor
from labx.core.api.mount import api, operations_of
from labx.core.measures import current
from labx.core.measures.keep import refresh
from labx.people.middleware import actor_of
from tests.route_examples import EXAMPLES, World, make_world

pytestmark = pytest.mark.django_db

# Pages are read and sent: asked of the whole server. What is left for the gate to decide is asked of the gate.
SERVED, GATED = ("GET", "POST"), ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
# A page for everyone is a decision: it is added here on purpose or not at all.
PUBLIC_PERMISSIONS = {
    "catalogue.read_registration",
    "catalogue.see",
    "catalogue.take",
    "core.check_health",
    "core.read_api_description",
    "core.search",
    "core.see_packs",
    "core.see_public_pages",
    "counter.book_place",
    "counter.use_own_booking",
    "delivery.answer_follow_up",
    "desks.use",
    "figures.read_claim",
    "figures.see_claims",
    "figures.see_numbers",
    "figures.see_reported",
    "participants.join",
    "participants.see_draws",
    "participants.use_own_link",
    "people.accept_invitation",
    "people.sign_in",
    "portfolio.read_public_page",
    "portfolio.see_public_projects",
    "rights.read_receipt",
    "saved.keep_case",
    "saved.stop_reminders",
    "saved.use_share",
    "service.read_public",
    "services.read_public",
    "services.see_public",
    "trials.learn",
    "trials.read_public_notice",
    "trials.read_public_package",
}
# Answers of the library's pages that are no refusal by role: a step that was not begun, a thing this account lacks.
WITHOUT_WHAT_THEY_NEED = {
    "account_confirm_email": 404,
    "api-nothing": 404,
    "mfa_deactivate_totp": 404,
    "mfa_download_recovery_codes": 404,
    "mfa_edit_webauthn": 404,
    "mfa_remove_webauthn": 404,
    "mfa_view_recovery_codes": 404,
    "openid_connect_callback": 404,
    "openid_connect_login": 404,
    "participants:scan": 404,
    "saml_acs": 404,
    "saml_finish_acs": 404,
    "saml_login": 404,
    "saml_metadata": 404,
    "saml_sls": 404,
    "socialaccount_login_error": 401,
}


A_DAY = timedelta(days=1)
ADDRESS_PART = re.compile(r"{(?:\w+:)?(\w+)}")
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


# Operations of the API ask the policy themselves, each method its own permission.
ROUTES = {route.name: route for route in routes() if not route.name.startswith("api:")}
OPERATIONS = {
    f"api:{operation.view_func.__name__}": (path, operation)
    for prefix, router in api._routers
    for path, operation in operations_of(router, f"/api{prefix}")
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        refresh()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def remembered() -> Iterator[None]:
    """Nothing that is asked here is kept: so who has which role is looked up once, and numbers stay as they are."""
    roles = patch.multiple(policy, project_roles=cache(policy.project_roles), lent_roles=cache(policy.lent_roles))
    with roles, patch.multiple(current, OLDEST=A_DAY, WORTH_A_REFRESH=A_DAY):
        yield


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


BROWSER, FACTORY = Client(), RequestFactory()


def ask(path: str, method: str, cookies: dict[str, str]) -> HttpResponse:
    """One request, and nothing of it kept."""
    BROWSER.cookies.clear()
    BROWSER.cookies.load(cookies)
    with transaction.atomic():
        response = BROWSER.generic(method, path, headers={"Idempotency-Key": "walk-of-every-route"})
        transaction.set_rollback(True)
    if response.streaming:
        b"".join(response.streaming_content)  # or its file stays open
    return response


def ask_gate(route: Route, path: str, address: dict[str, Any], method: str, actor: Actor) -> HttpResponse:
    request = FACTORY.generic(method, path)
    request.actor = actor
    return route.view(request, **address)


def passed(*_view: Any, **_address: Any) -> HttpResponse:
    return HttpResponse("The gate let this through.")


def empty(*_template: Any, **_context: Any) -> str:
    return ""


@contextmanager
def shortened(method: str, thing: Any) -> Iterator[None]:
    """The first who may see a page sees it whole. For the others the gate is real, and so is all that is sent.

    The gate is given the record that was found for the first: only what is sent might change it.
    """
    with ExitStack() as ways:
        ways.enter_context(patch.object(Template, "render", empty))
        if method != "POST":
            ways.enter_context(patch.object(gate, "found", lambda _record, _address: thing))
        if method in {"GET", "HEAD"}:
            ways.enter_context(patch.object(gate, "answered", passed))
        yield


def is_refused(response: HttpResponse) -> bool:
    asks_to_sign_in = response.status_code == 302 and response["Location"].startswith(f"{reverse('account_login')}?")
    return asks_to_sign_in or response.status_code in {401, 403, 404}


def test_every_view_declares_a_permission_that_exists() -> None:
    known = {permission.name for permission in policy.permissions()}
    undeclared = [
        f"{route.pattern} ({route.name})"
        for route in routes()
        if not route.name.startswith("api:") and getattr(route.view, "permission", None) not in known
    ]
    assert not undeclared, f"Put @requires(...) with a declared permission before: {', '.join(undeclared)}"


def test_what_is_public_was_made_so_on_purpose() -> None:
    assert {permission.name for permission in policy.permissions() if permission.public} == PUBLIC_PERMISSIONS


def test_every_route_with_an_address_has_an_example() -> None:
    with_address = {route.name for route in ROUTES.values() if route.has_address}
    with_address |= {name for name, (path, _operation) in OPERATIONS.items() if "{" in path}
    missing = sorted(with_address - EXAMPLES.keys())
    stale = sorted(EXAMPLES.keys() - ROUTES.keys() - OPERATIONS.keys())
    assert not missing, f"Add to tests/route_examples.py: {', '.join(missing)}"
    assert not stale, f"Remove from tests/route_examples.py: {', '.join(stale)}"


def test_every_name_is_used_once() -> None:
    names = [route.name for route in routes() if not route.name.startswith("api:")]
    assert sorted(names) == sorted(set(names))


def named(view: Any, address: dict[str, Any]) -> Any:
    """The record at the address, if the view is of one."""
    return view.finds_record(**address) if view.finds_record else None


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_only_who_the_policy_allows_gets_through(name: str, world: World, browsers) -> None:
    route = ROUTES[name]
    addresses = EXAMPLES[name](world) if route.has_address else [{}]
    assert addresses
    wrong = []
    for address in addresses:
        path, thing, seen = reverse(name, kwargs=address), named(route.view, address), False
        for who, (actor, cookies) in browsers.items():
            if not route.view.finds_record and who in ROLES_IN_PROJECTS:
                continue  # without a record there is no project, so nothing that a role in one could open
            may = policy.allows(actor, route.view.permission, thing)
            for method in (*SERVED, *GATED):
                with nullcontext() if may and not seen and method in SERVED else shortened(method, thing):
                    gated = method in GATED
                    response = ask_gate(route, path, address, method, actor) if gated else ask(path, method, cookies)
                lacking = may and response.status_code == WITHOUT_WHAT_THEY_NEED.get(name)
                if is_refused(response) is may and not lacking:
                    wrong.append(f"{who} {method} {path}: {response.status_code}, policy says {may}")
            seen = seen or may
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_api_lets_through_only_who_the_policy_allows(name: str, world: World, browsers) -> None:
    path, operation = OPERATIONS[name]
    wrong = []
    for address in EXAMPLES.get(name, lambda _world: [{}])(world):
        filled = ADDRESS_PART.sub(r"{\1}", path).format(**address)
        thing = named(operation.view_func, address)
        for who, (actor, cookies) in browsers.items():
            may = policy.allows(actor, operation.view_func.permission, thing)
            for method in operation.methods:
                response = ask(f"{filled}?q=carta", method, cookies)
                if is_refused(response) is may:
                    wrong.append(f"{who} {method} {filled}: {response.status_code}, policy says {may}")
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
