"""The documentation is served whole: every page, every link, nothing beside it."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from labx.core.documentation import library


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(library.documents()))
def test_every_page_is_served_and_its_links_lead_to_pages(client: Client, address: str) -> None:
    document = library.documents()[address]
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert f"<h1>{escape(document.title)}</h1>" in answer.content.decode()
    inner = re.findall(r'(?:href|src)="([^"]+)"', document.html)
    local = {link.partition("#")[0] for link in inner if not link.startswith(("http", "mailto:", "#"))}
    assert not [link for link in local if status_of(client, link) != 200]


def status_of(client: Client, link: str) -> int:
    answer = client.get(link)
    answer.close()  # a picture is an open file
    return answer.status_code


@pytest.mark.django_db
def test_the_contents_lead_to_headings(client: Client) -> None:
    document = library.documents()["explanation/design"]
    assert document.sections
    assert all(f'id="{section.anchor}"' in document.html for section in document.sections)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/docs/none/", "/docs/..%2Fpyproject.toml/", "/docs/images/none.png"])
def test_nothing_else_is_served(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_links_in_code_stay_as_they_are() -> None:
    document = library.Document("x", library.documents()[""].path)
    document.__dict__["text"] = "# x\n\n`[a](b.md)` [glossary](../GLOSSARY.md#arm)\n"
    assert "[a](b.md)" in document.html
    assert 'href="/docs/glossary/#arm"' in document.html
