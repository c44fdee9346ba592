"""Booking on a phone: with the keyboard, without JavaScript, in both languages, without a fault that axe sees."""

import pytest
from django.urls import reverse

from labx.desks.counter.models import Appointment
from labx.desks.counter.tests.receiving import counter_called, opens
from tests.browser import faults_of
from tests.people import account_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, OWN = "/balcoes/bereavement-pt/", "/marcacao/"


def press(page, go):
    """A button by the keyboard; the page that comes."""
    page.focus(f"button[name=go][value={go}]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def to_the_plan(page):
    page.goto(DESK)
    page.check("input[name=deceased-stage][value=person]")
    page.fill("input[name=death-date]", "10/02/2026")
    press(page, "first")
    press(page, "plan")


@pytest.mark.parametrize("language", ["pt-PT", pytest.param("en-GB", marks=pytest.mark.slow)])
def test_every_page_of_a_booking_reads_well_on_a_phone(window, language):
    opens(counter_called())
    opens(counter_called("Espaço de Évora, com um nome que não cabe numa linha"))
    page, faults = window(locale=language), {}
    to_the_plan(page)
    press(page, "book")
    faults["where"] = faults_of(page)
    page.locator("input[name=counter]").first.check()
    press(page, "book-day")
    faults["day"] = faults_of(page)
    page.locator("input[name=day]").first.check()
    press(page, "book-hour")
    faults["hour"] = faults_of(page)
    press(page, "book-make")
    faults["nothing chosen"] = faults_of(page)
    page.locator("input[name=hour]").first.check()
    press(page, "book-make")
    faults["booked"] = faults_of(page)
    code = page.inner_text(".saved-code")
    page.goto(OWN)
    faults["code"] = faults_of(page)
    page.fill("input[name=code]", code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    faults["own"] = faults_of(page)
    for go in ("days", "see", "cancel", "cancelled"):
        press(page, go)
        faults[go] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}


def test_without_javascript_it_is_booked_moved_and_cancelled_by_keyboard(window):
    opens(counter_called())
    page = window(locale="pt-PT", java_script_enabled=False)
    to_the_plan(page)
    press(page, "book")
    page.locator("input[name=day]").first.focus()
    page.keyboard.press("Space")
    press(page, "book-hour")
    page.locator("input[name=hour]").first.focus()
    page.keyboard.press("Space")
    page.fill("input[name=called]", "Rita")
    press(page, "book-make")
    code = page.inner_text(".saved-code")
    with page.expect_download() as download:
        page.focus("button[value=calendar]")
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "marcacao.ics"
    press(page, "plan")
    page.wait_for_selector("h1:has-text('O seu plano')")
    before = Appointment.objects.get().at
    page.goto(OWN)
    page.fill("input[name=code]", code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "days")
    page.locator("input[name=day]").last.focus()
    page.keyboard.press("Space")
    press(page, "hours")
    page.locator("input[name=hour]").last.focus()
    page.keyboard.press("Space")
    press(page, "move")
    page.wait_for_selector("text=Está mudada")
    assert Appointment.objects.get().at > before
    press(page, "cancel")
    press(page, "cancelled")
    page.wait_for_selector("text=Está desmarcada")
    assert Appointment.objects.get().state == "cancelled"


def test_the_page_of_the_hours_reads_well_on_a_phone(window):
    counter = counter_called()
    opens(counter)
    page = window(account_with("lab_lead"), locale="pt-PT")
    page.goto(reverse("counter:hours", args=[counter.code]))
    assert faults_of(page) == []
