"""What somebody might do with a case who should not, or at the wrong moment."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from labx.core.personal import Person
from labx.desks.counter.actions import cases, looks
from labx.desks.counter.errors import NotAtThisCounter, Unreadable
from labx.desks.counter.files import CounterFile
from labx.desks.counter.models import Case
from labx.desks.counter.personal import DATA
from labx.desks.counter.tests.receiving import DESK, NOTE, TASK, WHO, Clerk, held, staff
from labx.desks.sealing import CaseUnreadable, open_case
from labx.desks.service.models import WeekCount
from labx.people.actions import set_roles
from labx.people.middleware import actor_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def test_what_an_earlier_key_of_the_laboratory_closed_still_opens(clerk, case, settings):
    """Pages that are open, and the case itself; without the earlier key neither."""
    clerk.open(case)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another key of this laboratory"
    settings.SECRET_KEY_FALLBACKS = ["one that closed nothing", before]
    assert held(case).notes == {TASK: NOTE}
    sealed = re.search(r'name="case" value="([^"]+)"', clerk.page.content.decode())[1]
    assert open_case(sealed, f"desks/{DESK}", CounterFile).notes == {TASK: NOTE}
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        held(case)
    with pytest.raises(CaseUnreadable):
        open_case(sealed, f"desks/{DESK}", CounterFile)


def test_without_the_role_a_post_opens_nothing(clerk, colleague, case, counter):
    clerk.open(case)
    set_roles(by=WHO, account=clerk.account, roles=[])
    clerk.client = signed_in(clerk.account)
    assert clerk.open(case).status_code == 404
    assert clerk.client.get(reverse("counter:begin", args=[counter.code])).status_code == 404
    head = staff(counter, "graca@example.pt", is_head=True)
    set_roles(by=WHO, account=head, roles=[])
    assert signed_in(head).get(reverse("counter:looks", args=[counter.code])).status_code in {403, 404}
    looks.give_reason(by=actor_of(colleague.account), case=case, reason="away")
    with pytest.raises(NotAtThisCounter):
        cases.hand_over(by=actor_of(colleague.account), case=case, to=clerk.account.pk)


def test_a_reason_opens_a_case_and_does_not_take_it_over(clerk, colleague, case, counter):
    colleague.open(case, reason="here")
    assert "Passá-lo" not in colleague.text and 'value="hand-over"' not in colleague.page.content.decode()
    colleague.send("hand-over", keeper=str(colleague.account.pk))
    assert Case.objects.get().keeper == clerk.account and "chefia" in colleague.text
    head = Clerk(staff(counter, "graca@example.pt", is_head=True))
    head.open(case, reason="away")
    head.send("hand-over", keeper=str(colleague.account.pk))
    assert Case.objects.get().keeper == colleague.account


def test_whoever_has_it_open_takes_over_what_nobody_here_keeps(clerk, colleague, case):
    Case.objects.update(keeper=None)
    colleague.open(case, reason="away")
    colleague.send("hand-over", keeper=str(colleague.account.pk))
    assert Case.objects.get().keeper == colleague.account


def test_a_page_left_open_brings_no_erased_name_back(clerk, colleague, case):
    clerk.open(case)
    colleague.open(case, reason="here")
    erase = next(one.erase for one in DATA if one.kind == "counter.cases")
    assert erase(Person(names=("Zurzidão",)), WHO) == 1
    clerk.send("came")
    assert "pertencia a outra coisa" in clerk.text and "Zurzidão" not in str(held(case).content())
    clerk.send("came")
    assert held(case).visits and "Zurzidão" not in str(held(case).content())


def test_names_that_are_erased_while_a_page_is_saved_stay_erased(clerk, case, monkeypatch):
    erase = next(one.erase for one in DATA if one.kind == "counter.cases")
    meanwhile(monkeypatch, lambda: erase(Person(names=("Zurzidão",)), WHO))
    clerk.open(case)
    clerk.send("came")
    assert "pertencia a outra coisa" in clerk.text
    clerk.send("open")
    assert "Zurzidão" not in str(held(case).content())


def test_closed_by_two_at_once_is_closed_and_counted_once(clerk, colleague, case, monkeypatch):
    clerk.open(case)
    meanwhile(monkeypatch, lambda: Case.objects.update(closed_on=timezone.localdate()))
    clerk.send("close")
    assert clerk.page.status_code == 200 and "está fechado" in clerk.text and "é apagado por si" in clerk.text
    assert not WeekCount.objects.filter(what="cases").exists()


def test_that_a_case_was_counted_is_not_lost_when_two_are_put_together(clerk, colleague, case):
    clerk.open(case)
    colleague.open(case, reason="here")
    colleague.send("close")
    colleague.send("reopen")
    clerk.send("came")
    assert "Outra pessoa também trabalhou" in clerk.text
    clerk.send("close")
    assert held(case).is_counted and WeekCount.objects.get(what="cases").amount == 1


def meanwhile(monkeypatch, do):
    """Something that happens once, between the reading of a case and its saving."""
    save, left = cases.work_on_case, [do]

    def late(**given):
        if left:
            left.pop()()
        return save(**given)

    monkeypatch.setattr(cases, "work_on_case", late)
