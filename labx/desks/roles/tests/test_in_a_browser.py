"""Who may do what, on a phone: by keyboard, without a fault that axe sees."""

import pytest

from labx.desks.tests.families import WIDOW
from labx.desks.tests.visiting import DESK, sealed
from tests.browser import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_people_are_told_on_a_phone_and_the_page_reads_well(page):
    page.set_viewport_size(PHONE)
    answers = {name: value for name, value in WIDOW.items() if name != "today"}
    page.goto(DESK)
    page.eval_on_selector("input[name=case]", "(field, sent) => { field.value = sent; }", sealed(answers=answers))
    page.eval_on_selector("button[value=first]", "(button) => { button.value = 'plan'; }")
    page.click("button[value=plan]")
    page.get_by_role("button", name="Ver quem pode fazer cada passo").click()
    page.get_by_label("Quem é?").fill("Eva")
    page.get_by_label("O que era esta pessoa à outra?").select_option("spouse")
    page.get_by_label("É herdeiro por lei.").check()
    page.get_by_role("button", name="Guardar esta pessoa").focus()
    page.keyboard.press("Enter")
    page.get_by_text("É Eva.").wait_for()
    assert faults_of(page) == []
    page.get_by_role("button", name="Página para imprimir").click()
    page.get_by_text("O cabeça de casal: Eva").first.wait_for()
    assert faults_of(page) == []
