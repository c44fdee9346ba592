"""The frame: style page, appearance, language, refusals, and a policy that needs no exception."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = ["style", "style-mistakes", "style-citizen", "style-print", "style-confirm", "style-progress", "accessibility"]
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["pt", "en"])
def test_pages_hold_nothing_that_a_strict_policy_blocks(client, name, language):
    answer = client.get(reverse(f"pages:{name}"), headers={"accept-language": language})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert not INLINE.findall(html)
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert f'<html lang="{"pt-PT" if language == "pt" else "en"}"' in html


@pytest.mark.parametrize("name", PAGES)
def test_identifiers_are_unique(client, name):
    html = client.get(reverse(f"pages:{name}")).content.decode()
    found = re.findall(r'\sid="([^"]*)"', html)
    assert len(found) == len(set(found))


def test_the_style_page_exports_its_list(client):
    answer = client.get(reverse("pages:style"), {"state": "decided", "formato": "json"})
    assert len(answer.json()) == 20


def test_a_posted_example_is_checked(client):
    right = {"title": "Carta", "start": "31/12/2026", "way": "lot"}
    assert b"notice-success" in client.post(reverse("pages:style-mistakes"), right).content
    wrong = client.post(reverse("pages:style-mistakes"), {**right, "start": "31-12"})
    assert b'value="31-12"' in wrong.content


def test_stopping_the_example_stops_it(client):
    assert b"hx-get" not in client.post(reverse("pages:style-progress")).content


def test_the_appearance_is_kept_in_a_cookie(client):
    answer = client.post(reverse("pages:appearance"), {"theme": "dark", "contrast": "more", "next": "/estilo/"})
    assert answer["Location"] == "/estilo/"
    html = client.get(reverse("pages:style-confirm")).content.decode()
    assert 'data-theme="dark" data-contrast="more"' in html


def test_a_look_that_does_not_exist_is_not_kept(client):
    client.post(reverse("pages:appearance"), {"theme": '"><script>', "contrast": "x"})
    client.cookies["labx_theme"] = "purple"
    assert 'data-theme="system" data-contrast="system"' in client.get(reverse("pages:style-confirm")).content.decode()


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_the_appearance_form_leads_nowhere_else(client, address):
    assert client.post(reverse("pages:appearance"), {"theme": "dark", "next": address})["Location"] == "/"


def test_the_appearance_is_only_posted(client):
    assert client.get(reverse("pages:appearance")).status_code == 405


def test_the_language_switch_offers_the_other_one(client):
    assert 'value="en" lang="en">English' in client.get(reverse("pages:accessibility")).content.decode()
    client.post(reverse("pages:language"), {"language": "en", "next": "/acessibilidade/"})
    assert 'value="pt" lang="pt">Português' in client.get(reverse("pages:accessibility")).content.decode()


def test_a_theme_can_be_replaced(client, settings):
    settings.LABX_THEME_CSS = "/static/ministry/theme.css"
    html = client.get(reverse("pages:accessibility")).content.decode()
    assert 'href="/static/ministry/theme.css"' in html and "pages/theme.css" not in html


def test_a_missing_page_says_so_in_our_look(client):
    answer = client.get("/nada/disto/")
    assert answer.status_code == 404
    assert "site-header" in answer.content.decode()
