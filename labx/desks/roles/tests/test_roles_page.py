"""The page of who may do what: people told, the order of the law, reasons and ties; nothing lost, both languages."""

import json
import re
from html import unescape

import pytest

from labx.core.packs import library
from labx.desks.roles.forms import MOST_PEOPLE
from labx.desks.saved.merging import put_together
from labx.desks.sealing import CaseFile, open_case
from labx.desks.tests.bereavement import pack
from labx.desks.tests.families import WIDOW
from labx.desks.tests.visiting import DESK, case_in, sealed, text_of

pytestmark = pytest.mark.django_db
ANSWERS = {name: value for name, value in WIDOW.items() if name != "today"}
EVA = {"relation": "spouse", "born": "", "traits": ["is_legal_heir"]}
RUI = {"relation": "child", "born": "1975-05-01", "traits": ["is_legal_heir"]}
TOGETHER = {"relation": "child", "born": "1980-05-01", "traits": ["is_legal_heir", "lived_together"]}
ANA = {"relation": "child", "born": "1980-05-01", "traits": ["is_legal_heir"]}


def send(client, go, *, people=None, chosen=None, language="pt", answers=ANSWERS, **fields):
    case = sealed(answers=answers, people=people or {}, agreed=chosen or {})
    answer = client.post(DESK, {"case": case, "go": go, **fields}, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer


def case_of(answer):
    return open_case(case_in(answer), pack().id)


def told(client, people, **more):
    return text_of(send(client, "roles", people=people, **more))


def test_people_are_told_one_by_one_and_the_law_calls_one_of_them(client):
    page = send(client, "plan")
    assert "Ver quem pode fazer cada passo" in text_of(page) and 'action="#head-of-estate"' in page.content.decode()
    empty = told(client, {})
    assert "Diga-nos que pessoas há" in empty and "Cada passo e quem o pode fazer" in empty
    page = send(client, "roles-keep", name=" Eva  Sá ", relation="spouse", born="", traits=["is_legal_heir"], was="")
    assert case_of(page).people == {"Eva Sá": EVA}
    text = text_of(page)
    assert "É Eva Sá." in text and "Primeiro vem o marido ou a mulher" in text
    assert "O cabeça de casal: Eva Sá" in text and "Código Civil arts. 2080" in text
    assert "Eva Sá : Marido ou mulher; É herdeiro por lei" in text


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ({"Ana": ANA, "Rui": RUI}, ["É Rui.", "parente mais próximo", "conta o mais velho"]),
        ({"Ana": TOGETHER, "Rui": RUI}, ["É Ana.", "Viveu com quem morreu"]),
        ({"Ana": {**ANA, "born": ""}, "Rui": RUI}, ["Está entre Ana, Rui.", "o dia em que nasceu Ana:"]),
        ({"Ana": {**ANA, "born": RUI["born"]}, "Rui": RUI}, ["A lei não escolhe entre eles."]),
        ({"Leo": {**ANA, "born": "2015-05-01"}}, ["É Leo.", "Esta pessoa é menor"]),
        ({"Sá": {"relation": "", "born": "", "traits": []}}, ["A lei não chama ninguém"]),
        ({"Sá": {"relation": "", "born": "", "traits": ["is_executor"]}, "Rui": RUI}, ["É Sá.", "testamento nomeia"]),
    ],
)  # fmt: skip
def test_the_chain_of_reasons_is_told(client, people, words):
    text = told(client, people)
    assert all(one in text for one in words), text


def test_all_may_agree_on_someone_else_and_change_their_mind(client):
    people = {"Eva": EVA, "Rui": RUI}
    page = send(client, "roles-agree", people=people, role="head-of-estate", agreed="Rui")
    assert case_of(page).agreed == {"head-of-estate": "Rui"}
    assert "É Rui." in text_of(page) and "Todos escolheram esta pessoa de acordo." in text_of(page)
    page = send(client, "roles-agree", people=people, chosen={"head-of-estate": "Rui"}, role="head-of-estate")
    assert case_of(page).agreed == {} and "É Eva." in text_of(page)
    for role, name in (("head-of-estate", "Ninguém"), ("nothing", "Rui")):
        fields = {"role": role, "agreed": name}
        page = client.post(DESK, {"case": sealed(answers=ANSWERS, people=people), "go": "roles-agree", **fields})
        assert case_of(page).agreed == {}


def test_people_are_changed_and_removed_and_keep_their_place(client):
    people, agreed = {"Eva": EVA, "Rui": RUI}, {"head-of-estate": "Eva"}
    page = send(client, "roles-change", people=people, was="Rui")
    assert "Mudar o que disse de Rui" in text_of(page)
    assert re.search(r'name="born"[^>]*value="01/05/1975"|value="01/05/1975"[^>]*name="born"', page.content.decode())
    given = {"was": "Eva", "name": "Eva Sá", "relation": "spouse", "traits": ["owns_half"]}
    page = send(client, "roles-keep", people=people, chosen=agreed, **given)
    kept = case_of(page)
    assert list(kept.people) == ["Eva Sá", "Rui"] and kept.agreed == {"head-of-estate": "Eva Sá"}
    page = send(client, "roles-remove", people=people, chosen=agreed, was="Eva")
    assert list(case_of(page).people) == ["Rui"] and case_of(page).agreed == {}
    assert list(case_of(send(client, "roles-change", people=people, was="Nobody")).people) == ["Eva", "Rui"]


def test_what_cannot_be_used_is_said_and_what_was_typed_stays(client):
    people = {"Rui": RUI}
    given = {"name": "Rui", "relation": "child", "born": "31/02/1980", "traits": ["is_legal_heir"], "was": ""}
    page = send(client, "roles-keep", people=people, **given)
    assert "“Rui” já cá está." in text_of(page) and 'value="31/02/1980"' in page.content.decode()
    assert case_of(page).people == people
    for born in ("01/01/2190", "01/01/1700"):
        page = send(client, "roles-keep", people=people, **{**given, "name": "Ana", "born": born})
        assert "Ninguém aqui nasceu nesse dia." in text_of(page) and case_of(page).people == people
    crowd = {f"Herdeiro {number}": RUI for number in range(MOST_PEOPLE)}
    page = send(client, "roles-keep", people=crowd, **{**given, "born": ""}, answers={})
    assert len(case_of(page).people) == MOST_PEOPLE
    full = send(client, "roles", people=crowd)
    assert "Juntar uma pessoa" not in text_of(full)
    one_hundred_and_twenty = dict(list(crowd.items())[:120])
    assert "A lei não escolhe entre eles." in told(client, one_hundred_and_twenty)
    refused = send(client, "roles-keep", people=crowd, **{**given, "name": "Mais um", "born": ""})
    assert f"Já há aqui {MOST_PEOPLE} pessoas." in text_of(refused)


def test_it_prints_and_reads_in_english(client):
    text = text_of(send(client, "roles-print", people={"Eva": EVA}))
    assert "É Eva." in text and "O cabeça de casal: Eva" in text and "Juntar uma pessoa" not in text
    text = told(client, {"Ana": ANA, "Rui": RUI}, language="en")
    assert "It is Rui." in text and "Among those who come equally, the oldest." in text
    assert "The head of the estate: Rui" in text


def test_a_desk_whose_steps_ask_for_no_role_only_lists_the_steps(client, monkeypatch):
    monkeypatch.setitem(library.packs()[pack().id].content, "roles", None)
    text = told(client, {})
    assert "Cabeça de casal" not in text and "Cada passo e quem o pode fazer" in text
    assert "O seu plano" in text_of(send(client, "roles-keep", name="Eva"))
    assert "Juntar uma pessoa" not in text_of(send(client, "roles-change", people={"Eva": EVA}, was="Eva"))


def test_what_an_older_version_knew_of_people_is_left_out_quietly(client):
    people = {"Eva": {"relation": "neighbour", "born": "", "traits": ["sings", "is_executor"]}}
    assert "É Eva." in told(client, people)


def test_two_copies_of_a_case_keep_everyone():
    mine, theirs = ({"people": people, "declined": [], "answers": {}} for people in ({"Eva": EVA}, {"Rui": RUI}))
    assert put_together(mine, theirs)["people"] == {"Rui": RUI, "Eva": EVA}


def test_names_are_shown_as_they_were_written_and_run_nothing(client):
    hostile = "<script>alert(1)</script>"
    page = send(client, "roles", people={hostile: EVA}).content.decode()
    assert hostile not in page and hostile in unescape(page)


def test_a_case_from_before_this_page_still_opens():
    old = json.loads(json.dumps({"pack": pack().id, "version": "1.0.0", "answers": {}}))
    assert CaseFile(**old).people == {}
