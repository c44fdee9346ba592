"""The guided plan in the browser: each step saved by itself, refused with place and cure, frozen when it is whole."""

import pytest
from django.test import Client
from django.urls import reverse

from labx.portfolio.actions import protocols
from labx.portfolio.models import Project, Protocol
from labx.trials.lottery.sealing import seed_of
from labx.trials.models import SealedSeed
from labx.trials.plan import care, notice
from labx.trials.plan.reading import read_plan
from labx.trials.steps.registry import STEPS
from labx.trials.tests import making
from labx.trials.tests.making import WHO
from tests.people import account_with, signed_in

QUESTION = {"title": "A carta nova", "question": "A carta ajuda?", "decision_to_take": "Mudar a carta ou não."}
STEP_ANSWERS = {
    "unidade": {
        "unit": "pessoas",
        "covariates": "antes = dias de espera antes\n\nIdade em anos",
        "subgroups": "idade: até 29 anos; 30 anos ou mais",
    },
    "grupos": {"comparison": "carta antiga", "tried": "carta nova\nmensagem", "shares": "50 25 25"},
    "comparacao": {
        "design": "individual",
        "scheme": "blocks",
        "blocks": "4 8",
        "estimator": "difference",
        "correction": "holm",
        "confidence": "95",
    },
    "amostra": {"baseline": "40", "power": "80", "dropout": "10", "per_day": "25", "units": ""},
    "decisao": {
        "kind": "fixed",
        "from_day": "31/12/2025",
        "spending": "obrien_fleming",
        "rule_helped": "scale",
        "rule_helped_somewhat": "iterate",
        "rule_too_little": "stop",
        "rule_unclear": "inconclusive",
        "rule_harmed": "stop",
    },
}
OUTCOME = {
    "label": "terminaram o pedido",
    "role": "primary",
    "kind": "share",
    "better": "higher",
    "worthwhile": "5",
}
GUARDRAIL = {"label": "Dias de espera", "role": "guardrail", "kind": "mean", "unit": "dias", "better": "lower"}


@pytest.fixture
def client(db) -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def project(db) -> Project:
    return making.project_of()


def begun(client: Client, project: Project, **query: str) -> Protocol:
    address = reverse("trials:new_plan", args=[project.slug])
    answer = client.post(address, QUESTION, query_params=query)
    protocol = Protocol.objects.get()
    assert answer["Location"] == at("plan_step", protocol, "unidade")
    return protocol


def at(name: str, protocol: Protocol, *more: object) -> str:
    return reverse(f"trials:{name}", args=[protocol.project.slug, protocol.code, protocol.version, *more])


def send(client: Client, protocol: Protocol, address: str, answers: dict[str, str]):
    edition = Protocol.objects.get(pk=protocol.pk).edition
    return client.post(address, {**answers, "edition": edition})


def whole(client: Client, project: Project) -> Protocol:
    protocol = begun(client, project)
    for outcome in (OUTCOME, GUARDRAIL):
        answer = send(client, protocol, at("new_outcome", protocol), outcome)
        assert answer.status_code == 302, answer.context["form"].errors
    for slug, answers in STEP_ANSWERS.items():
        answer = send(client, protocol, at("plan_step", protocol, slug), answers)
        assert answer.status_code == 302, (slug, answer.context["form"].errors)
    protocol.refresh_from_db()
    return protocol


def test_a_plan_written_step_by_step_is_the_plan_that_is_frozen(client, project):
    protocol = whole(client, project)
    plan = read_plan(protocols.freeze_protocol(by=WHO, protocol=protocol).plan)
    assert [(arm.code, arm.share) for arm in plan.arms] == [
        ("carta-antiga", 0.5),
        ("carta-nova", 0.25),
        ("mensagem", 0.25),
    ]
    assert [(one.code, one.role, one.kind, one.worthwhile) for one in plan.outcomes] == [
        ("terminaram-o-pedido", "primary", "share", 0.05),
        ("dias-de-espera", "guardrail", "mean", None),
    ]
    assert [one.code for one in plan.covariates] == ["antes", "idade-em-anos"]
    assert plan.subgroups[0].values == (("ate-29-anos", "até 29 anos"), ("30-anos-ou-mais", "30 anos ou mais"))
    assert plan.randomisation.blocks == (4, 8) and plan.looks.from_day == "2025-12-31"
    assert plan.sample["baseline"] == 0.4 and plan.sample["dropout"] == 0.1


def test_the_seed_is_sealed_once_and_only_its_hash_stands_in_the_plan(client, project):
    protocol = whole(client, project)
    sealed = SealedSeed.objects.get()
    send(client, protocol, at("plan_step", protocol, "comparacao"), STEP_ANSWERS["comparacao"])
    protocol.refresh_from_db()
    assert protocol.plan["randomisation"]["seed_hash"] == sealed.seed_hash == SealedSeed.objects.get().seed_hash
    assert seed_of(sealed.seed_hash) not in str(protocol.plan)


def test_the_page_on_sample_size_says_number_curve_and_time(client, project):
    protocol = whole(client, project)
    page = client.get(at("plan_step", protocol, "amostra")).content.decode()
    assert "<svg" in page and "80" in page and "dias" in page
    plan = Protocol.objects.get().plan
    send(client, protocol, at("plan_step", protocol, "amostra"), {**STEP_ANSWERS["amostra"], "units": "400"})
    assert Protocol.objects.get().plan["sample"]["units"] == 400 and "units" not in plan["sample"]
    assert "400" in client.get(at("plan_step", protocol, "amostra")).content.decode()


def test_every_step_shows_what_was_written_and_the_overview_says_what_is_missing(client, project):
    protocol = begun(client, project)
    overview = client.get(at("edit_plan", protocol)).content.decode()
    assert overview.count("tag-warning") >= 2
    protocol = whole_again(client, protocol)
    overview = client.get(at("edit_plan", protocol)).content.decode()
    unanswered = care.missing(protocol.plan) + notice.missing(protocol.plan)
    assert overview.count("tag-warning") == len(unanswered) and "carta antiga (50" in overview
    for step in STEPS:
        assert client.get(at("plan_step", protocol, step.slug)).status_code == 200
    assert 'value="50 25 25"' in client.get(at("plan_step", protocol, "grupos")).content.decode()


def whole_again(client: Client, protocol: Protocol) -> Protocol:
    for outcome in (OUTCOME, GUARDRAIL):
        send(client, protocol, at("new_outcome", protocol), outcome)
    for slug, answers in STEP_ANSWERS.items():
        send(client, protocol, at("plan_step", protocol, slug), answers)
    protocol.refresh_from_db()
    return protocol


@pytest.mark.parametrize(
    ("slug", "changed", "field"),
    [
        ("unidade", {"unit": ""}, "unit"),
        ("unidade", {"covariates": "= nada"}, "covariates"),
        ("unidade", {"covariates": "a = b\na = c"}, "covariates"),
        ("unidade", {"subgroups": "idade"}, "subgroups"),
        ("grupos", {"tried": ""}, "tried"),
        ("grupos", {"tried": "Carta antiga"}, "tried"),
        ("grupos", {"tried": "\n".join("abcdefgh")}, "tried"),
        ("grupos", {"shares": "50 50"}, "shares"),
        ("grupos", {"shares": "metade"}, "shares"),
        ("comparacao", {"scheme": "none"}, "scheme"),
        ("comparacao", {"blocks": ""}, "blocks"),
        ("comparacao", {"blocks": "1 2,5"}, "blocks"),
        ("comparacao", {"design": "clusters", "scheme": "clusters", "listed": "evora"}, "listed"),
        ("comparacao", {"listed": "Évora"}, "listed"),
        ("comparacao", {"design": "magia"}, "design"),
        ("comparacao", {"confidence": "100"}, "confidence"),
        ("amostra", {"baseline": "0"}, "baseline"),
        ("amostra", {"power": "100"}, "power"),
        ("decisao", {"from_day": "amanhã"}, "from_day"),
        ("decisao", {"kind": "group_sequential", "number": "1"}, "number"),
        ("decisao", {"rule_helped": "festa"}, "rule_helped"),
    ],
)
def test_each_answer_that_cannot_be_says_so_and_nothing_is_lost(slug, changed, field, client, project):
    protocol = whole(client, project)
    before = protocol.plan
    answer = send(client, protocol, at("plan_step", protocol, slug), {**STEP_ANSWERS[slug], **changed})
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert Protocol.objects.get().plan == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"label": "Dias de espera"}, "label"),
        ({"kind": "mean", "unit": ""}, "unit"),
        ({"worthwhile": "muito"}, "worthwhile"),
        ({"kind": "mean", "unit": "dias", "cap_low": "5", "cap_high": "2"}, "cap_high"),
    ],
)
def test_each_outcome_that_cannot_be_says_so(changed, field, client, project):
    protocol = whole(client, project)
    answer = send(client, protocol, at("new_outcome", protocol), {**OUTCOME, **changed})
    assert answer.status_code == 200 and field in answer.context["form"].errors


def test_an_outcome_is_changed_and_removed(client, project):
    protocol = whole(client, project)
    assert 'value="5' in client.get(at("outcome", protocol, 0)).content.decode()
    send(client, protocol, at("outcome", protocol, 0), {**OUTCOME, "worthwhile": "4"})
    assert Protocol.objects.get().plan["outcomes"][0]["worthwhile"] == 0.04
    client.post(at("remove_outcome", protocol, 1))
    assert [one["role"] for one in Protocol.objects.get().plan["outcomes"]] == ["primary"]
    assert client.get(at("outcome", protocol, 1)).status_code == 404


def test_a_later_edition_is_never_overwritten(client, project):
    protocol = whole(client, project)
    send(client, protocol, at("plan_step", protocol, "unidade"), {**STEP_ANSWERS["unidade"], "unit": "agregados"})
    late = {**STEP_ANSWERS["unidade"], "unit": "centros", "edition": protocol.edition}
    answer = client.post(at("plan_step", protocol, "unidade"), late)
    assert answer.status_code == 200 and "Outra pessoa" in answer.content.decode()
    assert Protocol.objects.get().plan["unit"] == "agregados"


def test_a_template_brings_its_outcomes(client, project):
    page = client.get(reverse("trials:new_plan", args=[project.slug]), {"modelo": "web-form"}).content.decode()
    assert "pedido válido" in page
    protocol = begun(client, project, modelo="web-form")
    assert [one["role"] for one in protocol.plan["outcomes"]] == ["primary", "guardrail", "guardrail"]
    assert protocol.plan["outcomes"][0]["kind"] == "share"


def test_weak_designs_are_offered_with_their_grade_and_the_better_one(client, project):
    page = client.get(at("plan_step", begun(client, project), "comparacao")).content.decode()
    assert "Antes e depois, sem comparação" in page and "Melhor: " in page


def test_a_frozen_plan_is_edited_by_nobody(client, project):
    protocol = whole(client, project)
    protocols.freeze_protocol(by=WHO, protocol=protocol)
    answer = send(client, protocol, at("plan_step", protocol, "unidade"), STEP_ANSWERS["unidade"])
    assert answer.status_code == 200 and "congelado" in answer.content.decode()


def test_a_first_plan_being_written_grows_into_todays(client, project):
    protocol = making.draft_of(project)
    page = client.get(at("plan_step", protocol, "grupos")).content.decode()
    assert "carta antiga" in page
    send(client, protocol, at("plan_step", protocol, "unidade"), {"unit": "pessoas"})
    plan = Protocol.objects.get().plan
    assert plan["version"] == 2 and [arm["code"] for arm in plan["arms"]] == ["sem-carta", "carta"]


def test_an_address_that_leads_nowhere_is_not_found(client, project):
    protocol = begun(client, project)
    assert client.get(at("plan_step", protocol, "magia")).status_code == 404


def test_the_page_that_freezes_names_what_is_missing_and_where(client, project):
    protocol = begun(client, project)
    page = client.get(reverse("portfolio:freeze", args=[project.slug, protocol.code, 1])).content.decode()
    assert at("plan_step", protocol, "grupos") in page and at("plan_step", protocol, "resultados") in page
    assert page.count("notice-warning") == 2 and "coisas" in page, "one for the warning, one for all that is missing"
    whole_again(client, protocol)
    page = client.get(reverse("portfolio:freeze", args=[project.slug, protocol.code, 1])).content.decode()
    assert at("plan_step", protocol, "grupos") not in page


def test_the_comparison_asks_only_what_its_design_needs(client, project):
    protocol = whole(client, project)
    step = at("plan_step", protocol, "comparacao")
    asked = client.get(step).context["form"].fields
    assert "blocks" in asked and not {"listed", "steps"} & set(asked)
    chosen = {"design": "stepped_wedge", "scheme": "wedge", "estimator": "difference", "correction": "none"}
    answer = send(client, protocol, step, {**chosen, "confidence": "95"})
    assert answer["Location"] == step, "the page comes back with what the other design asks"
    asked = client.get(step).context["form"].fields
    assert {"listed", "steps"} <= set(asked) and "blocks" not in asked
    wrong = send(client, protocol, step, {**chosen, "confidence": "95", "listed": "evora", "steps": "2"})
    assert "listed" in wrong.context["form"].errors


def test_the_overview_leads_to_the_next_step(client, project):
    protocol = begun(client, project)
    assert client.get(at("edit_plan", protocol)).context["next"].slug == "unidade"
    send(client, protocol, at("plan_step", protocol, "unidade"), STEP_ANSWERS["unidade"])
    page = client.get(at("edit_plan", protocol))
    assert page.context["next"].slug == "grupos" and "Ler o protocolo tal como está" in page.content.decode()
    protocol = whole_again(client, protocol)
    page = client.get(at("edit_plan", protocol))
    assert page.context["is_whole"] and "Ler o protocolo e congelá-lo" in page.content.decode()


def test_an_outcome_that_another_tab_moved_is_not_removed(client, project):
    protocol = whole(client, project)
    opened = protocol.edition
    changed = {**STEP_ANSWERS["unidade"], "unit": "agregados"}
    send(client, protocol, at("plan_step", protocol, "unidade"), changed)
    answer = client.post(at("remove_outcome", protocol, 1), {"edition": opened}, follow=True)
    assert "não se retirou nada" in answer.content.decode() and len(Protocol.objects.get().plan["outcomes"]) == 2
