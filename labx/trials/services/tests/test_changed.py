"""A service that is changed, and files that were kept long enough: the worker counts and removes, pages say so."""

import datetime as dt
import html
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from labx.core.actors import system
from labx.core.jobs.actions import start
from labx.core.jobs.models import Job
from labx.people.rights.actions.retention import apply_rules, rules
from labx.trials.services import keeping
from labx.trials.services.actions import bringing, records
from labx.trials.services.keeping import counted, numbers_of
from labx.trials.services.models import KEPT_DAYS, EventFile, Service
from labx.trials.services.tests.making import STEPS, WHO, bring, rows_of, service_of
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
Jobs = Callable[[], None]


def changed(service: Service, **words: Any) -> Service:
    service.refresh_from_db()
    return records.edit_service(by=WHO, service=service, edition=service.edition, **words)


def page(name: str, service: Service) -> str:
    answer = signed_in(account_with("lab_lead")).get(reverse(f"services:{name}", args=[service.slug]))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_worker_counts_a_changed_service_and_pages_show_the_old_numbers(
    run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers stand with the words they were counted by, until those of today are there."""
    service = service_of()
    bring(service, rows_of())
    records.publish_indicators(by=WHO, service=service)
    before = numbers_of(service)
    after = changed(service, steps=[["pagar", "Pagamento"], *STEPS], allowed_hours=24)
    with monkeypatch.context() as patched:
        patched.setattr(keeping, "keep", None)  # no request counts
        found = counted(after)
        assert found.is_old and (found.numbers, found.service.steps) == (before, STEPS)
        shown = page("record", service)
        assert "Estes números são antigos" in shown and "Documentos" in shown and "Pagamento" not in shown
        assert "168 horas" in shown and 'class="progress' in shown
        assert "ainda são os de antes" in page("public", service)
        client = signed_in(account_with("lab_lead"))
        assert client.get(reverse("services:pdf", args=[service.slug])).content.startswith(b"%PDF")
        assert client.get(f"/api/services/public/{service.slug}").json()["is_old"] is True
    run_jobs()
    job = Job.objects.get(name=keeping.RECOUNT)
    assert (job.state, job.total) == (Job.State.DONE, 3), job.error
    found = counted(Service.objects.get(pk=service.pk))
    assert not found.is_old and len(found.numbers.steps) == 4
    shown = page("record", service)
    assert "Pagamento" in shown and "24 horas" in shown and "números são antigos" not in shown


def test_what_does_not_count_is_not_counted_anew() -> None:
    """A new title, a service without numbers, or the same words again ask for nothing."""
    service = changed(service_of(), steps=STEPS[1:])
    bring(service, rows_of())
    numbers_of(service)
    changed(service, title="Outro nome")
    changed(service, groups=service.groups)
    assert not Job.objects.filter(name=keeping.RECOUNT).exists()
    assert not counted(Service.objects.get(pk=service.pk)).is_old


def test_counting_where_another_was_there_before_changes_nothing(run_jobs: Jobs) -> None:
    service = service_of()
    bring(service, rows_of())
    numbers_of(service)
    changed(service, groups=[])
    keeping.refresh_all()
    first = keeping.KeptNumbers.objects.get(service=service).numbers
    run_jobs()
    assert keeping.KeptNumbers.objects.get(service=service).numbers == first


def days_ago(file: EventFile, days: int) -> None:
    EventFile.objects.filter(pk=file.pk).update(brought_at=timezone.now() - dt.timedelta(days=days))


def gone() -> int:
    return apply_rules(by=system("retention")).get("services.files", 0)


def test_a_file_of_events_is_removed_when_it_was_kept_long_enough() -> None:
    service = service_of()
    file = bring(service, rows_of())
    assert "guardado até" in page_of(file)
    days_ago(file, KEPT_DAYS - 1)
    assert gone() == 0 and file.path.exists()
    days_ago(file, KEPT_DAYS + 1)
    (rule,) = [one for one in rules() if one.data.kind == "services.files"]
    assert rule.count == 1 and file.path.exists()  # looking removes nothing
    assert gone() == 1 and not file.path.exists()
    assert gone() == 0
    shown = page_of(file)
    assert "retirado em" in shown and "O próprio ficheiro foi retirado" in shown
    assert numbers_of(service).transactions == 40
    client = signed_in(account_with("lab_lead"))
    answer = client.get(reverse("services:original", args=[service.slug, file.pk]), follow=True)
    assert "já não está guardado" in html.unescape(answer.content.decode())
    assert not list(rule.data.of(None)) and rule.data.erase(None, WHO) == 0  # type: ignore[arg-type]
    assert f"{KEPT_DAYS} dias" in page("data", service)


def test_a_file_stays_while_it_is_worked_on_or_was_handed_in_again() -> None:
    service, other = service_of(), service_of(title="Outro")
    first = bringing.keep_file(by=WHO, service=service, pieces=[b"same"], name="a.csv")
    again = bringing.keep_file(by=WHO, service=other, pieces=[b"same"], name="b.csv")
    job = start("services.bring_events", by=WHO, file=str(first.id))
    EventFile.objects.filter(pk=first.pk).update(job=job.id)
    days_ago(first, KEPT_DAYS + 1)
    assert gone() == 0
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    assert gone() == 1 and again.path.exists()
    first.refresh_from_db()
    assert not first.has_original and again.has_original
    with pytest.raises(bringing.NotNow, match="já não está guardado"):
        bringing.start_bringing(by=WHO, file=first, is_check=False, leave_out_faulty=False)
    days_ago(again, KEPT_DAYS + 1)
    assert gone() == 1 and not again.path.exists()


def page_of(file: EventFile) -> str:
    address = reverse("services:file", args=[file.service.slug, file.pk])
    return html.unescape(signed_in(account_with("lab_lead")).get(address).content.decode())
