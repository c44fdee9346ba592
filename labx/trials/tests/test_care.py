"""Care for the people in a trial: questions asked before the start, and a notice that everyone may read."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from labx.core.reading import reading_of
from labx.portfolio.actions import evidence, projects, protocols
from labx.portfolio.models import Project, Protocol
from labx.trials import actions, doors
from labx.trials.demo_portal import planned
from labx.trials.models import Trial
from labx.trials.plan import care, notice
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.notice import Block, blocks_of, drafted
from labx.trials.plan.reading import raw_of, read_plan
from labx.trials.tests.making import WHO, project_of
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
PAGE = {"asked": "a", "did": "b", "learned": "c", "next_step": "d"}


@pytest.fixture
def lead() -> Client:
    return signed_in(account_with("lab_lead"))


def protocol_of(plan: dict[str, Any], project: Project | None = None) -> Protocol:
    words = {"title": "O formulário", "question": "Ajuda?", "decision_to_take": "Ficar ou não."}
    return protocols.write_protocol(by=WHO, project=project or project_of(), room="trials", plan=plan, **words)


def trial_of(plan: dict[str, Any]) -> Trial:
    frozen = protocols.freeze_protocol(by=WHO, protocol=protocol_of(plan))
    return actions.open_trial(by=WHO, protocol=frozen)


def made_public(project: Project) -> None:
    current = Project.objects.get(pk=project.pk)
    edited = projects.edit_project(by=WHO, project=current, edition=current.edition, **PAGE)
    evidence.publish_project(by=WHO, project=edited)


def step(protocol: Protocol, slug: str) -> str:
    return reverse("trials:plan_step", args=[protocol.project.slug, protocol.code, protocol.version, slug])


def test_answers_and_notice_are_frozen_with_the_plan() -> None:
    plan = read_plan(planned())
    assert plan.harm == "stop"
    assert raw_of(plan)["care"] == planned()["care"]
    assert raw_of(plan)["notice"] == planned()["notice"]
    assert (care.missing(planned()), notice.missing(planned())) == ([], [])


@pytest.mark.parametrize(
    ("part", "value", "place"),
    [
        ("care", {"strange": "x"}, "care.strange"),
        ("care", {"data": "x" * 601}, "care.data"),
        ("care", "x", "care"),
        ("notice", {"until": "amanhã"}, "notice.until"),
        ("notice", {"contact": "x" * 201}, "notice.contact"),
        ("notice", {"pt": "x" * 2501}, "notice.pt"),
    ],
)
def test_what_cannot_be_frozen_is_refused_with_its_place(part: str, value: Any, place: str) -> None:
    with pytest.raises(BadPlan) as refused:
        read_plan({**planned(), part: value})
    assert place in [where for where, _what in refused.value.problems]


def test_what_is_missing_is_listed_and_does_not_stop_the_freezing() -> None:
    bare = {name: value for name, value in planned().items() if name not in ("care", "notice")}
    protocol = protocol_of({**bare, "outcomes": bare["outcomes"][:1]})
    held = {hold.text: hold.is_blocking for hold in doors.missing_of(protocol)}
    assert held["Cuidado com as pessoas: Como pode alguém sair?"] is False
    assert held["O aviso público: O aviso não diz a quem perguntar."] is False
    cure = "Responda no passo sobre o cuidado com as pessoas."
    for untold in ("como sair", "o que se guarda"):
        assert held[f"O aviso público: O aviso não diz {untold}. {cure}"] is False
    assert any("Nada é vigiado" in text for text in held)
    assert protocols.freeze_protocol(by=WHO, protocol=protocol).is_frozen


def test_the_notice_is_made_from_the_plan_in_both_languages() -> None:
    in_portuguese, in_english = (drafted(planned(), language) for language in ("pt", "en"))
    assert in_portuguese.startswith(
        "O que estamos a experimentar?\nComparamos: formulário antigo; formulário mais curto."
    )
    assert "O acaso decide quem recebe o quê. Ninguém escolheu." in in_portuguese
    assert "Quem pode ficar pior?\n" in in_portuguese
    assert "Até 10 de fevereiro de 2026." in in_portuguese
    assert "Chance decides who gets what." in in_english
    questions = [block.question for block in blocks_of(in_english)]
    assert questions[0] == "What are we trying?"
    assert questions[-1] == "Whom can I ask?"
    assert reading_of(in_portuguese).level in ("very_easy", "easy")


def test_a_notice_leaves_out_what_the_plan_does_not_say() -> None:
    with translation.override("pt"):
        assert drafted({"design": "interrupted", "outcomes": [{"label": "pedidos"}]}, "pt") == (
            "O que estamos a experimentar?\nVemos o que mudou. Vemos: pedidos."
        )
    assert "acaso" not in drafted({**planned(), "design": "groups"}, "pt")


def test_text_without_a_question_stands_as_it_is() -> None:
    assert blocks_of("Bom dia.\n\nPorquê?\nPorque sim.\n\n\n\nSó isto?") == [
        Block("", "Bom dia."),
        Block("Porquê?", "Porque sim."),
        Block("", "Só isto?"),
    ]


def test_both_steps_are_filled_in_the_browser(lead: Client) -> None:
    bare = {name: value for name, value in planned().items() if name not in ("care", "notice")}
    protocol = protocol_of(bare)
    assert lead.get(step(protocol, "cuidados")).status_code == 200
    lead.post(step(protocol, "cuidados"), {"edition": 1, "leaving": "Telefonar.", "data": " "})
    assert Protocol.objects.get(pk=protocol.pk).plan["care"] == {"leaving": "Telefonar."}
    told = {"edition": 2, "until": "31/12/2026", "contact": "Balcão 3"}
    shown = lead.post(step(protocol, "aviso"), told, follow=True).content.decode()
    assert "Posso sair?" in shown
    assert "Facilidade de leitura" in shown
    known = Protocol.objects.get(pk=protocol.pk).plan["notice"]
    assert "Can I leave?\nTelefonar." in known["en"]
    lead.post(step(protocol, "aviso"), {**told, "edition": 3, "pt": "Olá?\r\nSim.", "en": known["en"]})
    assert Protocol.objects.get(pk=protocol.pk).plan["notice"]["pt"] == "Olá?\nSim."
    lead.post(step(protocol, "aviso"), {**told, "edition": 4, "pt": "Olá?\nSim.", "anew": "on"})
    assert "Posso sair?" in Protocol.objects.get(pk=protocol.pk).plan["notice"]["pt"]
    long = lead.post(step(protocol, "aviso"), {**told, "edition": 5, "pt": "x" * 2501})
    assert long.status_code == 200
    late = lead.post(step(protocol, "aviso"), {**told, "edition": 1, "pt": "Tarde."}).content.decode()
    assert "Tarde." in late


def test_a_plan_too_long_for_its_sheet_is_told_beside_the_field(lead: Client) -> None:
    long = {**planned()["care"], **{code: "palavra " * 74 for code in ("worse_off", "data", "leaving", "afterwards")}}
    bare = {name: value for name, value in planned().items() if name != "notice"}
    protocol = protocol_of({**bare, "care": long, "unit": "pessoas " * 24})
    shown = lead.post(step(protocol, "aviso"), {"edition": 1, "contact": "x" * 200}).content.decode()
    assert "2500" in shown


def test_the_team_reads_and_prints_the_notice_and_everyone_once_it_is_public(lead: Client) -> None:
    trial = trial_of(planned())
    own = reverse("trials:notice", args=[trial.slug])
    public = reverse("trials:public_notice", args=[trial.slug])
    assert own in lead.get(reverse("trials:record", args=[trial.slug])).content.decode()
    for told in ("Posso sair?", "Quem precisa de cuidados especiais?", "In English"):
        assert told in lead.get(own).content.decode()
    assert Client().get(public).status_code in (302, 404)
    made_public(trial.project)
    page = Client().get(public, {"lingua": "en"}).content.decode()
    assert "Can I leave?" in page
    assert "Em português" in page
    sheet = Client().get(public, {"lingua": "pt", "formato": "pdf"})
    assert sheet.content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", sheet.content)) == 1, "one sheet"
    assert public in Client().get(reverse("portfolio:public", args=[trial.project.slug])).content.decode()
    told_plan = lead.get(reverse("trials:record", args=[trial.slug])).content.decode()
    assert "Basta pedir o formulário antigo" in told_plan


def test_a_trial_without_a_notice_says_so_to_its_team_alone(lead: Client) -> None:
    trial = trial_of({name: value for name, value in planned().items() if name != "notice"})
    own = reverse("trials:notice", args=[trial.slug])
    assert "sem aviso" in lead.get(own, {"formato": "pdf"}).content.decode()
    made_public(trial.project)
    assert Client().get(reverse("trials:public_notice", args=[trial.slug])).status_code in (302, 404)
    assert doors.public_parts(trial.project) == []
