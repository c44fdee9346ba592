"""The API: permissions, tokens, problems, writes that are done once."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from ninja import NinjaAPI, Router

from labx.core.actors import Actor
from labx.core.api.forms import may_ever
from labx.core.api.models import ApiToken, IdempotencyKey
from labx.core.api.mount import UnguardedOperation, api, mount, operations_of
from labx.core.api.permit import permit
from labx.core.api.tokens import BadToken, create_token
from labx.core.audit.models import AuditEntry
from labx.core.jobs.models import Job
from labx.core.policy import Permission, UnknownPermission
from labx.people.middleware import actor_of
from labx.people.models import Account

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture
def administrator() -> Account:
    return Account.objects.create(email="a@example.org", name="Ana", roles=["administrator"])


def bearer(account: Account, *scopes: str) -> dict[str, str]:
    _token, text = create_token(by=actor_of(account), name="test", scopes=scopes, days=30)
    return {"Authorization": f"Bearer {text}"}


def failed_job(account: Account) -> Job:
    return Job.objects.create(name="w", actor=f"account:{account.id}", owner_id=account.id, state="failed")


def test_a_token_carries_only_its_permissions(client, administrator):
    headers = bearer(administrator, "core.read_audit")
    assert client.get("/api/core/audit/verify", headers=headers).status_code == 200
    refused = client.get("/api/core/measures", headers=headers)
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    assert "token" in refused.json()["detail"]


@pytest.mark.parametrize("how", [{"owner": True}, {"entity": True}, {"related": lambda actor, record: False}])
def test_what_depends_on_the_record_can_be_chosen_for_a_token(how):
    rule = Permission("test.see", "See", **how)
    assert may_ever(Actor("account", UUID(int=1)), rule)
    assert not may_ever(Actor("account", UUID(int=1)), Permission("test.see", "See", roles=frozenset({"analyst"})))


def test_a_token_never_gives_more_than_its_account_has(client, administrator):
    headers = bearer(administrator, "core.read_audit")
    administrator.roles = []
    administrator.save()
    assert client.get("/api/core/audit/verify", headers=headers).status_code == 403
    administrator.is_active = False
    administrator.save()
    assert client.get("/api/core/audit/verify", headers=headers).status_code == 401


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(1)}])
def test_a_token_that_is_over_is_refused(client, administrator, change):
    headers = bearer(administrator, "core.read_measures")
    assert client.get("/api/core/measures", headers=headers).status_code == 200
    ApiToken.objects.update(**change)
    refused = client.get("/api/core/measures", headers=headers)
    assert (refused.status_code, refused["Content-Type"], "Bearer" in refused["WWW-Authenticate"]) == (
        401,
        PROBLEM,
        True,
    )


@pytest.mark.parametrize("header", ["Bearer nothing", "Bearer ", "Basic YTpi", "é"])
def test_a_wrong_token_is_refused_even_where_the_public_may_read(client, header):
    assert client.get("/api/core/search?q=x", headers={"Authorization": header}).status_code == 401
    assert client.get("/api/core/search?q=x").status_code == 200


def test_only_the_digest_of_a_token_is_kept(administrator):
    text = bearer(administrator, "core.read_audit")["Authorization"].removeprefix("Bearer ")
    assert text not in json.dumps(list(ApiToken.objects.values()), default=str)
    assert AuditEntry.objects.filter(action="core.create_token", actor=f"account:{administrator.id}").exists()


@pytest.mark.parametrize(
    ("scopes", "days"),
    [((), 30), (("core.read_audit",), 0), (("core.read_audit",), 9999), (("core.manage_own_tokens",), 30)],
)
def test_tokens_that_cannot_be(administrator, scopes, days):
    with pytest.raises(BadToken):
        create_token(by=actor_of(administrator), name="x", scopes=scopes, days=days)


def test_a_token_makes_no_token(administrator):
    by = Actor("token", administrator.id, frozenset({"administrator"}), scopes=frozenset({"core.manage_own_tokens"}))
    with pytest.raises(BadToken):
        create_token(by=by, name="x", scopes=["core.read_audit"], days=3)


def test_a_session_works_too_and_its_writes_need_the_csrf_token(administrator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    job = failed_job(administrator)
    assert client.get(f"/api/core/jobs/{job.pk}").json()["state"] == "failed"
    address, key = f"/api/core/jobs/{job.pk}/repeat", {"Idempotency-Key": "first-try"}
    refused = client.post(address, headers=key)
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    accepted = client.post(address, headers={**key, **bearer(administrator, "core.repeat_job")})
    assert accepted.status_code == 202


def test_what_may_not_be_seen_answers_as_if_it_did_not_exist(client, administrator):
    other = Account.objects.create(email="b@example.org")
    job = failed_job(administrator)
    headers = bearer(other, "core.see_job")
    hidden = client.get(f"/api/core/jobs/{job.pk}", headers=headers)
    missing = client.get(f"/api/core/jobs/{UUID(int=3)}", headers=headers)
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert client.get(f"/api/core/jobs/{job.pk}").status_code == 401


def test_a_write_sent_twice_is_done_once(client, administrator):
    job = failed_job(administrator)
    address, headers = f"/api/core/jobs/{job.pk}/repeat", bearer(administrator, "core.repeat_job")
    first = client.post(address, headers={**headers, "Idempotency-Key": "key-number-1"})
    again = client.post(address, headers={**headers, "Idempotency-Key": "key-number-1"})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert AuditEntry.objects.filter(action="core.repeat_job").count() == 1
    other = failed_job(administrator)
    conflict = client.post(f"/api/core/jobs/{other.pk}/repeat", headers={**headers, "Idempotency-Key": "key-number-1"})
    assert (conflict.status_code, conflict["Content-Type"]) == (409, PROBLEM)


def test_a_write_that_is_refused_keeps_no_key(client, administrator):
    job = Job.objects.create(name="w", actor="x", owner_id=administrator.id, state="done")
    headers = {**bearer(administrator, "core.repeat_job"), "Idempotency-Key": "key-number-2"}
    refused = client.post(f"/api/core/jobs/{job.pk}/repeat", headers=headers)
    assert refused.status_code == 409
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("key", [None, "short", "x" * 201, "with space in it"])
def test_a_bad_key_is_named(client, administrator, key):
    headers = bearer(administrator, "core.repeat_job") | ({"Idempotency-Key": key} if key else {})
    refused = client.post(f"/api/core/jobs/{failed_job(administrator).pk}/repeat", headers=headers)
    assert refused.status_code == 422
    assert "Idempotency-Key" in refused.json()["errors"][0]["place"]


def test_faults_of_the_chain_are_told(client, administrator):
    from labx.core.audit.seal import seal

    headers = bearer(administrator, "core.read_audit")
    seal()
    answer = client.get("/api/core/audit/verify", headers=headers).json()
    assert (answer["faults"], answer["verified"], answer["unsealed"]) == ([], answer["sealed"], 0)


def test_unknown_addresses_are_problems(client):
    answer = client.get("/api/nothing/here")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


def test_an_unforeseen_failure_tells_nothing_of_itself(client, administrator, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("password=secret")

    monkeypatch.setattr("labx.core.api.operations.find", broken)
    answer = client.get("/api/core/search?q=x")
    assert (answer.status_code, "secret" in answer.content.decode()) == (500, False)


def test_an_operation_without_a_permission_is_not_mounted():
    router = Router()
    inner = Router()

    @inner.get("/open")
    def unguarded(request):
        return {}

    router.add_router("/inner", inner)
    with pytest.raises(UnguardedOperation, match=r"GET /api/test/inner/open .*@permit"):
        mount(NinjaAPI(urls_namespace="one"), "test", router)


def test_an_operation_with_an_unknown_permission_is_not_mounted():
    router = Router()

    @router.get("/x")
    @permit("test.nothing")
    def guarded(request):
        return {}

    with pytest.raises(UnknownPermission):
        mount(NinjaAPI(urls_namespace="two"), "test", router)


def test_the_description_names_every_operation_with_its_permission(client):
    schema = client.get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    described = [operation for methods in schema["paths"].values() for operation in methods.values()]
    mounted = [operation for _prefix, router in api._routers for _path, operation in operations_of(router, "")]
    assert len(described) == len(mounted) >= 5
    assert all(operation["x-permission"] for operation in described)
    page = client.get("/api/").content.decode()
    assert "GET /api/core/search" in page
    assert "core.repeat_job" in page


def test_tokens_are_made_shown_once_and_revoked(client, administrator):
    client.force_login(administrator)
    assert "Criar um token" in client.get("/conta/tokens/").content.decode()
    page = client.post("/conta/tokens/", {"name": "painel", "days": 10, "scopes": ["core.read_audit"]})
    assert "labx_" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "labx_" not in client.get("/conta/tokens/").content.decode()
    token = ApiToken.objects.get()
    client.post(f"/conta/tokens/{token.pk}/revogar/")
    token.refresh_from_db()
    assert not token.is_valid
    other = Account.objects.create(email="c@example.org")
    client.force_login(other)
    assert client.post(f"/conta/tokens/{token.pk}/revogar/").status_code == 404
    assert "core.read_audit" not in client.get("/conta/tokens/").content.decode()
