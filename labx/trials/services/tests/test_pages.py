"""Pages of services: who reads what, what they say, and what they refuse."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from labx.core.actions import EditedMeanwhile
from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.portfolio.actions import evidence, projects
from labx.portfolio.models import Project
from labx.portfolio.tests.making import PAGE, project_of
from labx.trials.services import doors
from labx.trials.services.actions import records, releases
from labx.trials.services.indicators import indicator_called
from labx.trials.services.models import EventFile, Release, Service
from labx.trials.services.tests.making import WHO, bring, entity_of, last_day, rows_of, service_of, transaction
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Client:
    return signed_in(account_with("lab_lead"))


def public_project() -> Project:
    started = project_of()
    edited = projects.edit_project(by=WHO, project=started, edition=started.edition, **PAGE)
    return evidence.publish_project(by=WHO, project=edited)


def page(client: Client, name: str, *arguments: object, **query: str) -> str:
    answer = client.get(reverse(f"services:{name}", args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def words(**changes: object) -> dict[str, object]:
    return {
        "title": "Renovar cartão",
        "summary": "Renovar sem sair de casa.",
        "period": "month",
        "allowed_hours": 48,
        "instrument": "registos",
        "steps": "dados: Os seus dados\nFoto e assinatura",
        "groups": "",
        "project": "",
        **changes,
    }


def test_a_service_is_added_by_its_form(lead: Client) -> None:
    entity = entity_of()
    answer = lead.post(reverse("services:new"), words(entity=str(entity.pk)))
    service = Service.objects.get()
    assert answer.url == reverse("services:record", args=[service.slug])
    assert service.steps == [["dados", "Os seus dados"], ["foto-e-assinatura", "Foto e assinatura"]]
    assert "Os indicadores aparecem quando" in page(lead, "record", service.slug)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("steps", "a: Um\na: Dois", "Cada código pode estar uma vez"),
        ("steps", "Com Espaço: x", "escreva um código"),
        ("groups", "\n".join(f"g{n}" for n in range(31)), "Não mais de 30 linhas"),
        ("allowed_hours", "0", "1"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(lead: Client, field: str, value: str, told: str) -> None:
    answer = lead.post(reverse("services:new"), words(entity=str(entity_of().pk), **{field: value}))
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not Service.objects.exists()


def test_a_project_one_may_not_read_is_not_taken() -> None:
    with pytest.raises(NotAllowed):
        records.add_service(by=actor_with("network_member"), title="x", summary="x", entity=entity_of(), instrument="x")


def test_two_services_of_one_name_have_two_addresses() -> None:
    entity = entity_of()
    assert {service_of(entity=entity).slug, service_of(entity=entity).slug} == {"pedir-documento", "pedir-documento-2"}
    assert service_of(entity=entity, title="Novo").slug == "novo-2"


def test_the_page_says_now_before_series_and_for_whom(lead: Client) -> None:
    service = service_of(project=project_of())
    bring(service, rows_of())
    bring(service, [row for n in range(20) for row in transaction(f"b{n}", last_day(back=2))], "b")
    releases.note_release(by=WHO, service=service, on=last_day(), text="Formulário novo")
    shown = page(lead, "record", service.slug)
    for told in (
        "75,0",
        "100,0",
        "Formulário novo",
        "Taxa de conclusão",
        "não prova nada sobre a causa",
        "Desenhar um ensaio",
    ):
        assert told in shown
    assert "<svg" in shown
    other = page(lead, "record", service.slug, indicador="custo")
    assert "Custo por transação" in other


def test_a_series_of_one_point_is_not_drawn(lead: Client) -> None:
    service = service_of()
    bring(service, rows_of())
    assert "Menos de dois períodos" in page(lead, "record", service.slug)


def test_every_list_can_be_taken_away(lead: Client) -> None:
    service = service_of()
    bring(service, rows_of())
    address = reverse("services:record", args=[service.slug])
    for prefix in ("", "serie-", "aparelho-", "grupo-", "passos-", "alteracoes-"):
        for form in ("csv", "xlsx", "json"):
            answer = lead.get(address, {f"{prefix}formato": form})
            assert "attachment" in answer["Content-Disposition"]


def test_hidden_numbers_are_in_no_file(lead: Client) -> None:
    service = service_of()
    bring(service, rows_of())
    address = reverse("services:record", args=[service.slug])
    told = lead.get(address, {"grupo-formato": "json"}).content.decode()
    assert "não se mostra" in told
    assert "0.8" not in told


def test_the_document_holds_the_same_numbers(lead: Client) -> None:
    service = service_of()
    bring(service, rows_of())
    bring(service, [row for n in range(20) for row in transaction(f"b{n}", last_day(back=2))], "b")
    assert lead.get(reverse("services:pdf", args=[service.slug])).content.startswith(b"%PDF")
    assert lead.get(reverse("services:pdf", args=[service_of(title="Vazio").slug])).content.startswith(b"%PDF")


def test_two_who_edit_lose_nothing(lead: Client) -> None:
    service = service_of()
    address = reverse("services:edit", args=[service.slug])
    sent = words(entity=str(service.entity_id), edition=1)
    assert lead.post(address, sent).status_code == 302
    late = lead.post(address, {**sent, "title": "O que eu escrevi"})
    assert late.status_code == 200
    assert "O que eu escrevi" in late.content.decode()
    assert Service.objects.get().title == "Renovar cartão"
    assert lead.post(address, {**sent, "title": "Agora sim", "edition": 2}).status_code == 302
    with pytest.raises(EditedMeanwhile):
        records.edit_service(by=WHO, service=service, edition=1, title="x")


def test_releases_are_noted_changed_and_taken_away(lead: Client) -> None:
    service = service_of()
    new = reverse("services:new_release", args=[service.slug])
    future = timezone.localdate() + dt.timedelta(days=2)
    assert "antes do seu dia" in lead.post(new, {"on": f"{future:%d/%m/%Y}", "text": "x"}).content.decode()
    lead.post(new, {"on": "01/03/2026", "text": "Formulário novo"})
    release = Release.objects.get()
    change = reverse("services:edit_release", args=[service.slug, release.pk])
    assert lead.get(change).status_code == 200
    assert lead.post(change, {"on": f"{future:%d/%m/%Y}", "text": "x", "edition": 1}).status_code == 200
    assert lead.post(change, {"on": "02/03/2026", "text": "Outro", "edition": 1}).status_code == 302
    late = lead.post(change, {"on": "03/03/2026", "text": "Tarde", "edition": 1})
    assert "Tarde" in late.content.decode()
    assert Release.objects.get().text == "Outro"
    lead.post(reverse("services:remove_release", args=[service.slug, release.pk]))
    assert not Release.objects.exists()
    assert AuditEntry.objects.filter(action="services.remove_release").exists()


def test_the_public_page_is_published_and_withdrawn(lead: Client) -> None:
    service, visitor = service_of(), Client()
    bring(service, rows_of())
    public = reverse("services:public", args=[service.slug])
    assert visitor.get(public).status_code == 302  # to sign in: nothing public is here
    lead.post(reverse("services:publish", args=[service.slug]))
    lead.post(reverse("services:publish", args=[service.slug]))
    shown = visitor.get(public).content.decode()
    for told in ("Quantos dos que começam chegam ao fim", "75,0", "sem nomes", "Instituto dos Documentos"):
        assert told in shown
    assert service.title in page(visitor, "public_list")
    assert visitor.get(public, {"formato": "csv"})["Content-Type"].startswith("text/csv")
    lead.post(reverse("services:withdraw", args=[service.slug]))
    assert visitor.get(public).status_code == 302  # to sign in: nothing public is here
    assert AuditEntry.objects.filter(action="services.publish").count() == 1


def test_pages_say_what_a_time_is_made_of_and_until_when_all_is_in(lead: Client) -> None:
    service = records.publish_indicators(by=WHO, service=service_of())
    until = timezone.now().replace(microsecond=0) - dt.timedelta(days=1)
    bring(service, rows_of(), is_followed=False, complete_until=until)
    shown = page(lead, "record", service.slug, indicador="tempo")
    for told in (shown, page(Client(), "public", service.slug)):
        assert "Das transações concluídas no prazo, metade demorou menos" in told
        assert "Taxa de conclusão: 75,0" in told
        assert "O prazo que este serviço dá é de 168 horas." in told
        assert "Está tudo até" in told
        assert "contado da conclusão, a dividir pelas concluídas" in told
    with translation.override("en"):
        assert "Of those completed in time, half took less" in str(indicator_called("tempo").definition)


def test_until_when_a_file_tells_everything_is_asked(lead: Client) -> None:
    service = service_of()
    address, said = reverse("services:data", args=[service.slug]), {"complete_until": "2026-03-04T18:30"}
    lines = b"transacao;acontecimento;momento\n1;inicio;2026-03-01 09:00\n"
    future = f"{timezone.localdate() + dt.timedelta(days=2)}T09:00"
    told = lead.post(address, {"file": SimpleUploadedFile("a.csv", lines), "complete_until": future})
    assert "Isto ainda não aconteceu" in told.content.decode()
    assert not EventFile.objects.exists()
    answer = lead.post(address, {"file": SimpleUploadedFile("a.csv", lines), "is_followed": "on", **said})
    shown = lead.get(answer.url).content.decode()
    assert "18:30" in shown
    assert "enviado por um programa" in shown


def test_a_public_page_without_numbers_says_so() -> None:
    service = records.publish_indicators(by=WHO, service=service_of())
    assert "Ainda não há números" in page(Client(), "public", service.slug)


def test_who_reads_which_services() -> None:
    own, other = service_of(project=project_of()), service_of(title="Outro")
    assert own.title in page(signed_in(account_with("analyst")), "list")
    nobody = signed_in(account_with())
    assert own.title not in page(nobody, "list")
    assert nobody.get(reverse("services:record", args=[other.slug])).status_code == 404
    assert Client().get(reverse("services:list")).status_code in {302, 401, 403, 404}


def test_the_list_asks_no_more_for_more_services(django_assert_max_num_queries, lead: Client) -> None:
    for number in range(12):
        service_of(title=f"Serviço {number}")
    lead.get(reverse("services:list"))
    with django_assert_max_num_queries(14):
        page(lead, "list")


def test_one_service_asks_no_more_for_more_events(django_assert_max_num_queries, lead: Client) -> None:
    service = service_of()
    bring(service, rows_of())
    for number in range(10):
        releases.note_release(by=WHO, service=service, on=dt.date(2026, 3, number + 1), text="x")
    page(lead, "record", service.slug)
    with django_assert_max_num_queries(30):
        page(lead, "record", service.slug)


def test_a_projects_pages_lead_to_its_services_and_back(lead: Client) -> None:
    project = public_project()
    service = service_of(project=project)
    service_of(title="De outro projeto")
    here = reverse("services:of_project", args=[project.slug])
    assert here in lead.get(reverse("portfolio:record", args=[project.slug])).content.decode()
    listed = page(lead, "of_project", project.slug)
    assert reverse("services:record", args=[service.slug]) in listed
    assert "De outro projeto" not in listed
    new = lead.get(reverse("services:new"), {"projeto": project.slug}).content.decode()
    assert f'value="{project.slug}" selected' in new
    assert here in page(lead, "record", service.slug)


def test_the_story_and_the_public_page_of_a_project_tell_of_its_services() -> None:
    project = public_project()
    service = service_of(project=project)
    address = reverse("services:public", args=[service.slug])
    public = reverse("portfolio:public", args=[project.slug])
    assert address not in Client().get(public).content.decode()
    records.publish_indicators(by=WHO, service=service)
    releases.note_release(by=WHO, service=service, on=last_day(), text="Formulário novo")
    assert address in Client().get(public).content.decode()
    told = doors.story_of(project)
    assert [moment.text for moment in told] == ["", "", "Formulário novo"]
    assert all(moment.when and moment.url for moment in told)
