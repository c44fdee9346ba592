"""A counter on a phone: with the keyboard, without JavaScript, in both languages, without a fault that axe sees."""

import pytest
from django.urls import reverse

from labx.desks.counter.actions import looks
from labx.desks.counter.models import Case
from labx.desks.counter.tests.receiving import TASK, appointment_of, case_of, held, staff
from labx.people.middleware import actor_of
from tests.browser import faults_of
from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["pt-PT", "en-GB"])
def test_every_page_reads_well_on_a_phone(window, counter, language):
    head = staff(counter, "graca@example.pt", is_head=True)
    colleague = staff(counter, "bruno@example.pt")
    mine, theirs = case_of(head, counter, notes={TASK: "uma nota"}), case_of(colleague, counter)
    made = appointment_of(head, counter)
    looks.refuse_look(by=actor_of(head), case=theirs)
    page, faults = window(head, locale=language), {}
    post = counter.posts.get(account=colleague)
    addresses = {
        **{name: reverse(f"counter:{name}") for name in ("home", "counters", "end")},
        **{
            name: reverse(f"counter:{name}", args=[counter.code])
            for name in ("counter", "begin_post", "looks", "book", "begin")
        },
        "end_post": reverse("counter:end_post", args=[post.pk]),
        "appointment": reverse("counter:appointment", args=[made.code]),
        "reason": reverse("counter:case", args=[theirs.code]),
        "door": reverse("counter:case", args=[mine.code]),
    }
    for name, address in addresses.items():
        page.goto(address)
        faults[name] = faults_of(page)
    for step in ("open", "plan", "open", "delete", "open", "give-back", "open", "close"):
        page.locator(f"button[name=go][value={step}]").first.click()
        page.wait_for_load_state()
        faults[step] = faults_of(page)
    page.locator(f"form[action='{reverse('counter:lock')}'] button").click()
    page.wait_for_selector("#password")
    faults["locked"] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}


def test_by_keyboard_and_without_javascript_a_family_is_received(window, counter):
    account = staff(counter, "lidia@example.pt")
    page = window(account, locale="pt-PT", java_script_enabled=False)

    def press(selector):
        page.focus(selector)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto(reverse("counter:home"))
    press(f"a[href='{reverse('counter:begin', args=[counter.code])}']")
    press("main form button")
    press("button[value=open]")
    row = Case.objects.get()
    page.wait_for_selector(f"h1:has-text('Caso {row.code}')")
    press("button[value=plan]")
    press("main form button[value=ask]")
    press("button[value=decline]")
    press("button[value=open]")
    page.focus(f"#deed-{TASK}")
    page.keyboard.press("ArrowDown")
    press("button[value=deeds]")
    page.wait_for_selector("text=Feito aqui: Lidia")
    assert held(row).deeds[TASK]["state"] == "here" and len(held(row).declined) == 1
    press(f"form[action='{reverse('counter:lock')}'] button")
    page.focus("#password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Ao balcão')")
    page.goto(reverse("counter:case", args=[row.code]))
    assert "Feito aqui" not in page.content()
    press("button[value=open]")
    press(f"form[action='{reverse('counter:end')}'] button")
    page.wait_for_selector("h1:has-text('A sessão terminou')")
    page.goto(reverse("counter:case", args=[row.code]))
    page.wait_for_selector("input[name=login]")


def test_a_page_left_alone_locks_with_what_was_typed(window, counter):
    account = staff(counter, "lidia@example.pt")
    row = case_of(account, counter)
    page = window(account, locale="pt-PT")
    page.clock.install()
    page.goto(reverse("counter:case", args=[row.code]))
    page.click("button[value=open]")
    page.wait_for_selector(f"#deed-{TASK}")
    page.select_option(f"#deed-{TASK}", "here")
    with page.expect_navigation():
        page.clock.fast_forward(301_000)
    page.wait_for_selector("#password")
    assert "Feito aqui" not in page.content() and held(row).deeds == {}
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Feito aqui: Lidia")
    assert held(row).deeds[TASK]["state"] == "here"
