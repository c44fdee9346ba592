"""What a laboratory assumes of a visit: kept with who, when and source, taken back, told to all, refused to others."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from labx.core.actions import EditedMeanwhile
from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.desks import queries as desks
from labx.desks.engine.burden import Range
from labx.desks.service import actions
from labx.desks.service.assuming import ASSUMED, edition_of, last_kept, standing
from labx.desks.service.models import KeptAssumption
from labx.desks.tests.visiting import text_of
from tests.people import WHO, account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
NAME = "bereavement-pt"
AS_IT_STOOD = {one.name: Range(one.low, one.high) for one in ASSUMED}
PAGE = reverse("service:assumptions", args=[NAME])


def keep(edition, source="Contagem de maio de 2026", **ranges):
    words = {"edition": edition, "source": source, "ranges": {**now(), **ranges}}
    actions.keep_assumptions(by=WHO, pack=desks.find(NAME), **words)


def now():
    return {name: Range(one.low, one.high) for name, one in standing(NAME).items()}


def sent(**changed):
    numbers = {f"{one.name}_{end}": value for one in ASSUMED for end, value in (("from", one.low), ("to", one.high))}
    return {**{name: str(value).replace(".", ",") for name, value in numbers.items()}, **changed}


def test_what_is_kept_counts_with_its_own_source_and_goes_back_step_by_step():
    keep(0, fare=Range(2, 5))
    keep(edition_of(NAME), "Estudo de 2027", usual_minutes=Range(40, 90))
    found = standing(NAME)
    assert now() == {**AS_IT_STOOD, "fare": Range(2, 5), "usual_minutes": Range(40, 90)}
    assert "Contagem de maio" in found["fare"].source and "Estudo de 2027" in found["usual_minutes"].source
    assert (found["fare"].grade, found["hour_value"].grade) == ("C", "B")
    assert last_kept(NAME).kept_on == timezone.localdate() and standing("birth-pt")["fare"] == ASSUMED[3]
    for fare in (Range(2, 5), AS_IT_STOOD["fare"]):
        actions.take_back_assumptions(by=WHO, pack=desks.find(NAME), edition=edition_of(NAME))
        assert now() == {**AS_IT_STOOD, "fare": fare}
    actions.take_back_assumptions(by=WHO, pack=desks.find(NAME), edition=0)
    told = [entry.action for entry in AuditEntry.objects.filter(target_kind="service.keptassumption").order_by("id")]
    assert told == ["service.keep_assumptions"] * 2 + ["service.take_back_assumptions"] * 2


def test_nothing_new_is_nothing_kept_and_a_later_change_is_never_overwritten():
    keep(0)
    assert edition_of(NAME) == 0
    keep(0, fare=Range(1, 2))
    with pytest.raises(EditedMeanwhile):
        keep(0, fare=Range(3, 4))
    with pytest.raises(EditedMeanwhile):
        actions.take_back_assumptions(by=WHO, pack=desks.find(NAME), edition=0)
    assert now()["fare"] == Range(1, 2)


def test_what_took_the_place_of_something_is_not_taken_back_for_it():
    keep(0, fare=Range(1, 2))
    seen = edition_of(NAME)
    actions.take_back_assumptions(by=WHO, pack=desks.find(NAME), edition=seen)
    keep(0, fare=Range(3, 4))
    with pytest.raises(EditedMeanwhile):
        actions.take_back_assumptions(by=WHO, pack=desks.find(NAME), edition=seen)
    assert now()["fare"] == Range(3, 4)


def test_only_leaders_and_analysts_keep():
    for role in ("analyst", "lab_lead"):
        actions.keep_assumptions(by=actor_with(role), pack=desks.find(NAME), edition=0, source="x", ranges=AS_IT_STOOD)
    for change in (actions.keep_assumptions, actions.take_back_assumptions):
        words = {"source": "x", "ranges": {}} if change is actions.keep_assumptions else {}
        with pytest.raises(NotAllowed):
            change(by=actor_with("researcher"), pack=desks.find(NAME), edition=0, **words)


def test_the_page_keeps_says_who_and_takes_back():
    browser = signed_in(account_with("analyst"))
    figures = reverse("service:desk", args=[NAME])
    assert PAGE in browser.get(figures).content.decode()
    shown = browser.get(PAGE)
    assert list(shown.context["form"].fields)[-2:] == ["source", "edition"]
    assert f'href="{figures}">Cancel' in shown.content.decode() and 'value="17"' in shown.content.decode()
    assert 'value="7"' in browser.get(PAGE, {"fare_to": "7"}).content.decode()
    wrong = browser.post(PAGE, sent(fare_from="5", fare_to="3", edition="0"))
    assert {"fare_to", "source"} <= set(wrong.context["form"].errors) and 'value="5"' in wrong.content.decode()
    kept = sent(fare_from="2,5", edition="0", source="Bilhetes de 2026")
    assert browser.post(PAGE, kept)["Location"] == figures
    assert now()["fare"] == Range(2.5, 10)
    with translation.override("pt"):
        assert "Bilhetes de 2026 (guardado em" in text_of(browser.get(figures))
        page = text_of(browser.get(PAGE))
    assert "Guardado por" in page and "Bilhetes de 2026" in page
    late = browser.post(PAGE, {**kept, "fare_from": "1"})
    assert "outra pessoa" in text_of(late).lower() and 'value="1"' in late.content.decode()
    for edition in ("0", "x"):
        refused = browser.post(PAGE, {"go": "take-back", "edition": edition})
        assert "outra pessoa" in text_of(refused).lower() and not refused.context["form"].errors
    assert browser.post(PAGE, {"go": "take-back", "edition": edition_of(NAME)}).status_code == 302
    assert not KeptAssumption.objects.exists() and "Guardado por" not in text_of(browser.get(PAGE))
