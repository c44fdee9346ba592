"""A challenge written, submitted, edited, withdrawn: by whom it may be, and what a wrong step is told."""

import pytest
from django.test import Client
from django.urls import reverse

from labx.core.actions import EditedMeanwhile
from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.core.search.find import find
from labx.people.middleware import actor_of
from labx.people.organisations.actions.affiliations import begin_affiliation, end_affiliation
from labx.people.organisations.actions.registering import register_entity
from labx.portfolio.challenges import queries
from labx.portfolio.challenges.actions import intake
from labx.portfolio.challenges.models import Challenge, State
from labx.portfolio.challenges.problems import NamesSolution, NotNow, NotReady
from labx.portfolio.challenges.tests.making import WHO, WORDS, drafted, submitted
from labx.portfolio.challenges.wording import solutions_named
from tests.people import account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def entity() -> Client:
    return signed_in(account_with("entity_contact"))


def page(client: Client, name: str, challenge: Challenge) -> str:
    answer = client.get(reverse(f"challenges:{name}", args=[challenge.code]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_contact_keeps_a_draft_of_a_title_alone_and_reads_what_is_missing(entity):
    assert entity.get(reverse("challenges:new")).status_code == 200
    answer = entity.post(reverse("challenges:new"), {"title": "Filas ao balcão"}, follow=True)
    challenge = Challenge.objects.get()
    assert challenge.contact == account_with("entity_contact") and challenge.state == State.DRAFT
    assert "Antes de submeter" in answer.content.decode() and "quem o sofre" in answer.content.decode()
    with pytest.raises(NotReady, match="Quem o sofre"):
        intake.submit_challenge(by=actor_with("entity_contact"), challenge=challenge)
    refused = entity.post(reverse("challenges:submit", args=[challenge.code]), follow=True)
    assert "Escreva primeiro" in refused.content.decode()


def test_a_title_is_needed(entity):
    answer = entity.post(reverse("challenges:new"), {"problem": "Esperam horas."})
    assert answer.status_code == 200 and "Esperam horas." in answer.content.decode()
    assert not Challenge.objects.exists()


def test_a_challenge_is_submitted_and_waits(entity):
    challenge = drafted(actor_with("entity_contact"))
    assert "Submeter" in page(entity, "submit", challenge)
    entity.post(reverse("challenges:submit", args=[challenge.code]))
    challenge.refresh_from_db()
    assert challenge.state == State.SUBMITTED and challenge.wait_days == 0
    assert challenge.rubric.pack_id == "challenges/triage-rubric"
    again = intake.submit_challenge(by=WHO, challenge=challenge)
    assert again.submitted_at == challenge.submitted_at
    assert AuditEntry.objects.filter(action="challenges.submit_challenge").count() == 1


def test_a_text_that_names_a_solution_is_asked_again_and_may_stay(entity):
    challenge = drafted(actor_with("entity_contact"), problem="Falta uma aplicação móvel para pedir apoio.")
    with pytest.raises(NamesSolution, match="aplicação móvel"):
        intake.submit_challenge(by=WHO, challenge=challenge)
    there = reverse("challenges:submit", args=[challenge.code])
    assert "já uma resposta" in page(entity, "submit", challenge)
    assert entity.post(there).status_code == 200  # the box is not ticked
    challenge.refresh_from_db()
    assert challenge.state == State.DRAFT
    entity.post(there, {"is_problem": "on"})
    challenge.refresh_from_db()
    assert challenge.state == State.SUBMITTED
    assert AuditEntry.objects.filter(action="challenges.submit_challenge").exists()


def test_words_inside_other_words_are_no_solutions():
    terms = ["app", "portal", "aplicação", "aplicação móvel"]
    assert solutions_named("A aplicabilidade do apparato em Portalegre", terms) == []
    assert solutions_named("", terms) == [] and solutions_named("app", []) == []
    assert solutions_named("Um portal, uma app e outro portal", terms) == ["portal", "app"]


def test_two_people_editing_lose_nothing(entity):
    challenge = drafted(actor_with("entity_contact"))
    there = reverse("challenges:edit", args=[challenge.code])
    opened = {**WORDS, "edition": challenge.edition}
    assert entity.post(there, {**opened, "tried": "Da Ana"}).status_code == 302
    late = entity.post(there, {**opened, "tried": "Do Rui"})
    assert late.status_code == 200 and "Do Rui" in late.content.decode() and "Outra pessoa" in late.content.decode()
    assert entity.post(there, {**opened, "tried": "Dos dois", "edition": 2}).status_code == 302
    challenge.refresh_from_db()
    assert challenge.tried == "Dos dois" and challenge.edition == 3
    with pytest.raises(EditedMeanwhile):
        intake.edit_challenge(by=WHO, challenge=challenge, edition=1)


def test_what_was_submitted_keeps_what_is_needed(entity):
    challenge = submitted(actor_with("entity_contact"))
    answer = entity.post(reverse("challenges:edit", args=[challenge.code]), {**WORDS, "sponsor": "", "edition": 1})
    assert answer.status_code == 200 and "Escreva primeiro" in answer.content.decode()
    challenge.refresh_from_db()
    assert challenge.sponsor == WORDS["sponsor"] and challenge.edition == 1


def test_a_withdrawn_challenge_is_taken_up_again(entity):
    challenge = submitted(actor_with("entity_contact"))
    assert "tomá-lo de novo" in page(entity, "withdraw", challenge)
    entity.post(reverse("challenges:withdraw", args=[challenge.code]), {"why": "Mudou a direção."})
    challenge.refresh_from_db()
    assert challenge.state == State.WITHDRAWN and challenge.wait_days is None
    for step in (intake.withdraw_challenge, intake.submit_challenge):
        with pytest.raises(NotNow):
            step(by=WHO, challenge=challenge)
    with pytest.raises(NotNow):
        intake.edit_challenge(by=WHO, challenge=challenge, edition=1)
    late = entity.post(reverse("challenges:withdraw", args=[challenge.code]), {"why": "Outra vez."}, follow=True)
    assert "já respondeu" in late.content.decode()
    assert "Tomar de novo" in page(entity, "record", challenge)
    entity.post(reverse("challenges:resume", args=[challenge.code]))
    challenge.refresh_from_db()
    assert challenge.state == State.DRAFT
    late = entity.post(reverse("challenges:resume", args=[challenge.code]), follow=True)
    assert "Só um desafio retirado" in late.content.decode()


def test_a_challenge_is_private_to_whoever_wrote_it_and_the_team(entity):
    challenge = submitted(actor_with("entity_contact"))
    stranger = open_account("outra@example.pt", "entity_contact")
    there = reverse("challenges:record", args=[challenge.code])
    assert signed_in(stranger).get(there).status_code == 404
    assert challenge.title not in signed_in(stranger).get(reverse("challenges:list")).content.decode()
    assert not find(actor_of(stranger), "documentos").groups
    assert Client().get(there).status_code == 302
    for reader in (entity, signed_in(account_with("researcher"))):
        assert challenge.title in reader.get(there).content.decode()
        assert challenge.title in reader.get(reverse("challenges:list")).content.decode()
    assert find(actor_with("entity_contact"), "documentos").groups
    with pytest.raises(NotAllowed):
        intake.edit_challenge(by=actor_of(stranger), challenge=challenge, edition=1)
    with pytest.raises(NotAllowed):
        intake.draft_challenge(by=actor_with("participant"), title="Não posso")


def test_an_empty_list_says_how_to_begin_and_a_full_one_is_exported(entity):
    assert "Trazer um desafio" in entity.get(reverse("challenges:list")).content.decode()
    submitted(actor_with("entity_contact"))
    exported = entity.get(reverse("challenges:list"), {"formato": "csv"})
    assert exported.status_code == 200


def test_the_list_asks_the_database_as_often_for_many_as_for_few(django_assert_max_num_queries):
    client = signed_in(account_with("lab_lead"))
    for number in range(2):
        drafted(title=f"Desafio {number}")
    there = reverse("challenges:list")
    client.get(there)
    with django_assert_max_num_queries(40) as few:
        client.get(there)
    for number in range(15):
        drafted(title=f"Mais um {number}")
    with django_assert_max_num_queries(len(few)):
        client.get(there)


def test_whoever_speaks_for_the_entity_reads_its_challenges_and_only_while_they_do():
    entity = register_entity(by=WHO, name="Instituto dos Apoios", level="national", without_nipc="exemplo")
    colleague, writer = open_account("colega@example.pt"), open_account("autora@example.pt")
    own = begin_affiliation(by=WHO, email=writer.email, entity=entity)
    writer.refresh_from_db()
    challenge = submitted(actor_of(writer), entity=entity, entity_name="")
    there = reverse("challenges:record", args=[challenge.code])
    assert signed_in(colleague).get(there).status_code == 404
    affiliation = begin_affiliation(by=WHO, email=colleague.email, entity=entity)
    assert "Instituto dos Apoios" in signed_in(colleague).get(there).content.decode()
    assert challenge.title in signed_in(colleague).get(reverse("challenges:list")).content.decode()
    assert "Instituto dos Apoios" in signed_in(colleague).get(reverse("challenges:new")).content.decode()
    end_affiliation(by=WHO, affiliation=affiliation, why="Mudou de serviço.")
    assert signed_in(colleague).get(there).status_code == 404
    assert signed_in(writer).get(there).status_code == 200
    end_affiliation(by=WHO, affiliation=own, why="Mudou de serviço.")
    assert signed_in(writer).get(there).status_code == 404
    assert not queries.challenges_of(actor_of(writer)) and not queries.challenges_of(actor_of(colleague))
