"""The pages of long work."""

import pytest

from labx.core.jobs.models import Job
from labx.people.models import Account

pytestmark = pytest.mark.django_db


def signed_in(client, email: str, roles: list[str]) -> Account:
    account = Account.objects.create(email=email, name=email, roles=roles)
    client.force_login(account)
    return account


def test_one_sees_ones_own_and_an_administrator_sees_all(client):
    account = signed_in(client, "a@example.org", [])
    Job.objects.create(name="own.work", actor=f"account:{account.id}", owner_id=account.id)
    other = Job.objects.create(name="others.work", actor="system:x")
    page = client.get("/trabalhos/").content.decode()
    assert ("own.work" in page, "others.work" in page) == (True, False)
    assert client.get(f"/trabalhos/{other.pk}/").status_code == 404
    signed_in(client, "b@example.org", ["administrator"])
    page = client.get("/trabalhos/").content.decode()
    assert ("own.work" in page, "others.work" in page) == (True, True)


def test_the_page_of_a_moving_job_refreshes_itself_with_and_without_scripts(client):
    account = signed_in(client, "a@example.org", [])
    job = Job.objects.create(
        name="w", actor="x", owner_id=account.id, state="running", done=2, total=5, message="Reading."
    )
    page = client.get(f"/trabalhos/{job.pk}/").content.decode()
    assert "Reading." in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert f'hx-get="/trabalhos/{job.pk}/"' in page
    client.post(f"/trabalhos/{job.pk}/parar/")
    assert Job.objects.get().cancel_asked
    assert "parar/" not in client.get(f"/trabalhos/{job.pk}/").content.decode()


def test_a_failed_job_says_why_and_offers_to_run_again(client):
    account = signed_in(client, "a@example.org", [])
    job = Job.objects.create(name="w", actor="x", owner_id=account.id, state="failed", error="Row 3 has no date.")
    page = client.get(f"/trabalhos/{job.pk}/").content.decode()
    assert "Row 3 has no date." in page
    assert "http-equiv" not in page
    assert client.get(f"/trabalhos/{job.pk}/repetir/").status_code == 405
    client.post(f"/trabalhos/{job.pk}/repetir/")
    assert Job.objects.get().state == "waiting"
    answer = client.post(f"/trabalhos/{job.pk}/repetir/", follow=True)
    assert "Só se pode repetir" in answer.content.decode()
    Job.objects.update(state="done", result={"url": "/x/", "label": "Open it"})
    assert '<a href="/x/">Open it</a>' in client.get(f"/trabalhos/{job.pk}/").content.decode()
    assert "já terminou" in client.post(f"/trabalhos/{job.pk}/parar/", follow=True).content.decode()
