"""The birth desk and the question for the municipality on a phone, by axe, in both languages."""

import pytest

from labx.desks.tests.birth import DESK
from labx.desks.tests.test_in_a_browser import WORDS
from tests.browser import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MUNICIPALITY = {
    "pt-PT": ("Dizer o concelho", "16 de junho de 2025"),
    "en-GB": ("Say which municipality", "16 June 2025"),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_birth_on_a_phone_to_the_date_of_ones_own_town(window, language):
    go_on, _ask, _unknown, plan, _on_paper = WORDS[language]
    name, moved = MUNICIPALITY[language]
    page = window(locale=language)
    page.goto("/balcoes/")
    faults = {"list": faults_of(page)}
    page.goto(DESK)
    faults["first"] = faults_of(page)
    page.check("input[name=event-kind][value=birth]")
    page.fill("input[name=birth-date]", "24/05/2025")
    page.check("input[name=birth-region][value=mainland]")
    page.check("input[name=birth-registered][value=false]")
    page.check("input[name=birth-still_in_hospital][value=false]")
    page.get_by_role("button", name=go_on, exact=True).click()
    faults["now"] = faults_of(page)
    page.get_by_role("button", name=plan, exact=True).click()
    faults["plan"] = faults_of(page)
    page.get_by_role("button", name=name, exact=True).click()
    faults["municipality"] = faults_of(page)
    page.select_option("select[name=municipality]", "lisboa")
    page.get_by_role("button", name=go_on, exact=True).click()
    assert moved in page.content() and "Lisboa" in page.content()
    assert {step: found for step, found in faults.items() if found} == {}
