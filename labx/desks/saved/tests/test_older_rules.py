"""A case saved under older rules opens: what changed is said, what no longer fits is told, nothing is lost."""

import pytest
from django.test import Client

from labx.core.actors import ANONYMOUS
from labx.core.packs.library import packs
from labx.desks.saved.actions import cases
from labx.desks.saved.merging import differing, put_together
from labx.desks.saved.models import SavedCase
from labx.desks.saved.resuming import content_of
from labx.desks.saved.tests.keeping import PIN, Keeper, case_of, text_of
from labx.desks.views import Conversation

pytestmark = pytest.mark.django_db


def kept_long_ago(**changed):
    """As an older version left it: a step with another date, one that is gone, an answer that is no longer taken."""
    conversation = Conversation(None, packs()["desks/bereavement-pt"])
    conversation.case = case_of(version="0.9.0", done=["p01-medical-certificate"])
    content = content_of(conversation.case, conversation.told())
    content["stood"]["p33-weapons"] = ["applies", "2026-04-01", "Dizer à polícia que há uma arma"]
    content["stood"]["p99-gone"] = ["applies", None, "Um passo antigo"]
    content["answers"]["gone.fact"] = True
    content["answered"]["gone.fact"] = "Pergunta antiga: sim"
    return cases.keep_case(by=ANONYMOUS, content={**content, **changed}, pin=PIN)


def test_what_the_new_rules_change_is_said(client):
    held = kept_long_ago()
    keeper = Keeper(client)
    keeper.open(held.code)
    assert "As regras mudaram desde que guardou." in keeper.text
    assert "“Dizer à polícia que há uma arma” tem outra data." in keeper.text
    assert "“Um passo antigo” já não existe." in keeper.text
    assert "Esta resposta já não serve e volta a ser pedida: Pergunta antiga: sim" in keeper.text
    assert keeper.case().version == packs()["desks/bereavement-pt"].version
    assert keeper.case().done == ["p01-medical-certificate"] and keeper.case().answers["estate.weapon"] is True
    assert SavedCase.objects.get().edition == 1  # what lies here stays as it was until the person saves


def test_under_the_same_rules_nothing_is_said(client):
    keeper = Keeper(client)
    code = keeper.keep(**{"deceased.stage": "person", "death.date": "10/02/2026"})
    keeper.open(code)
    assert "O que mudou" not in keeper.text and "As regras mudaram" not in keeper.text


def test_a_case_of_a_closed_desk_says_so(client):
    held = kept_long_ago(pack="desks/gone")
    answer = Client().post("/guardado/", {"code": held.code, "pin": PIN})
    assert answer.status_code == 410 and "Este balcão está fechado" in text_of(answer)
    keeper = Keeper(client)
    assert keeper.open(held.code).status_code == 410


def test_fields_that_this_labx_does_not_know_are_left_aside(client):
    keeper = Keeper(client)
    keeper.open(kept_long_ago(unknown_field=[1]).code)
    assert "O seu plano" in keeper.text


def test_two_cases_put_together_lose_nothing():
    mine = {"answers": {"a": 1, "b": 2}, "done": ["x"], "declined": ["c"], "notes": {"x": "eu"}, "version": "1"}
    theirs = {
        "answers": {"b": 3, "c": 4},
        "done": ["y", "x"],
        "declined": ["a"],
        "notes": {"x": "eles"},
        "version": "1",
    }
    both = put_together(mine, theirs)
    assert both["answers"] == {"a": 1, "b": 2, "c": 4} and both["done"] == ["y", "x"] and both["declined"] == []
    assert differing(mine, theirs) == [(("answers", "b"), 3), (("notes", "x"), "eles")]
