"""What the library says on our pages is said in European Portuguese too, and its own pages are never shown."""

from collections.abc import Iterator
from pathlib import Path

import allauth
import polib
import pytest
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver

from labx.people import account_urls
from labx.people.deeds import DEEDS
from labx.people.signals import CHANGES, CONNECTED, DISCONNECTED
from tools.messages import Message, in_python, in_template

LIBRARY = Path(allauth.__file__).parent
OURS = Path(account_urls.__file__).parent
APPS = ("account", "mfa", "usersessions", "socialaccount")
CATALOGUE = OURS / "locale/pt/LC_MESSAGES/django.po"
# Names of tables, settings and functions that no page of ours shows.
NEVER_SHOWN = {"admin.py", "models.py", "apps.py"}
NEVER_SAID = (
    "phone",
    "Phone",
    "sername",
    "sign-in code",
    "Sign-In Code",
    "verification code",
    "reset code",
    "Reset Code",
)


def library_files() -> Iterator[Path]:
    for app in APPS:
        inside = (path for path in (LIBRARY / app).rglob("*.py") if path.name not in NEVER_SHOWN)
        yield from (path for path in inside if not {"providers", "tests"} & set(path.relative_to(LIBRARY).parts))
        texts = (LIBRARY / "templates" / app).rglob("*.txt")
        yield from (
            path for path in texts if not (OURS / "templates" / path.relative_to(LIBRARY / "templates")).exists()
        )


def library_messages() -> Iterator[Message]:
    for path in library_files():
        yield from (in_python if path.suffix == ".py" else in_template)(path.read_text(encoding="utf-8"))


def test_every_text_of_the_library_has_our_portuguese() -> None:
    done = {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if entry.msgstr or entry.msgstr_plural}
    shared = {"Password", "Code"}
    missing = {
        message.text
        for message in library_messages()
        if message.text not in done | shared and not any(word in message.text.lower() for word in NEVER_SAID)
    }
    assert missing - {"Login"} == set()


def test_what_is_changed_about_signing_in_is_told_in_words() -> None:
    assert {*CHANGES, CONNECTED, DISCONNECTED} <= DEEDS.keys()


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[object]:
    for pattern in patterns:
        yield from views(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern.callback]


# Never drawn: nobody opens an account alone.
CLOSED = {"account/signup.html"}


def template_names() -> set[str]:
    classes = (getattr(view, "view_class", None) for view in views(account_urls.urlpatterns))
    return {name for view in classes if (name := getattr(view, "template_name", None))} - CLOSED


@pytest.mark.parametrize("name", sorted(template_names()))
def test_every_page_of_the_library_is_in_our_look(name: str) -> None:
    if name.endswith("download.txt"):
        pytest.skip("a file of codes, one a line, has no look")
    assert Path(get_template(name).origin.name).is_relative_to(OURS)
    assert 'extends "pages/layout.html"' in inherited(name)


def inherited(name: str) -> str:
    """The source of a template and of what it extends."""
    source = Path(get_template(name).origin.name).read_text(encoding="utf-8")
    first = source.splitlines()[0]
    parent = first.split('"')[1] if first.startswith("{% extends") else ""
    return source if parent in {"", "pages/layout.html"} else source + inherited(parent)
