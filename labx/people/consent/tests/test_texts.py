"""Texts of consent: drafted, edited, published for good, withdrawn."""

import pytest
from django.db import DatabaseError, transaction

from labx.core.actions import EditedMeanwhile
from labx.core.actors import Actor
from labx.core.policy import NotAllowed
from labx.people.consent.actions import texts
from labx.people.consent.errors import ConsentProblem, TextClosed
from labx.people.consent.models import ConsentText, Purpose
from labx.people.consent.queries import open_text, open_texts
from labx.people.consent.standard import draft_standard_texts
from labx.people.consent.tests.making import WHO, given, published

pytestmark = pytest.mark.django_db
NOBODY = Actor("account", roles=frozenset({"participant"}))


def test_versions_count_up_within_purpose_language_and_kind():
    published()
    published("audio", language="en")
    published("audio", needs_guardian=True)
    assert published().version == 2
    assert ConsentText.objects.get(language="en").version == 1


def test_a_draft_is_edited_and_an_older_edition_is_refused():
    draft = texts.draft_text(by=WHO, purpose="photo", language="pt", text="Aceito.")
    edited = texts.edit_text(by=WHO, draft=draft, edition=1, valid_months=6)
    assert (edited.valid_months, edited.edition, edited.text) == (6, 2, "Aceito.")
    with pytest.raises(EditedMeanwhile):
        texts.edit_text(by=WHO, draft=draft, edition=1, valid_months=3)
    assert ConsentText.objects.get().valid_months == 6


def test_a_published_text_never_changes_not_even_in_the_database():
    text = published()
    with pytest.raises(ConsentProblem):
        texts.edit_text(by=WHO, draft=text, edition=text.edition, valid_months=3)
    with pytest.raises(ConsentProblem):
        texts.publish_text(by=WHO, text=text)
    for change in ({"text": "Outra coisa."}, {"valid_months": 99}, {"published_at": None}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            ConsentText.objects.filter(pk=text.pk).update(**change)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ConsentText.objects.filter(pk=text.pk).delete()


def test_a_withdrawn_version_can_no_longer_be_agreed_to_and_the_message_names_the_next():
    first = published()
    texts.withdraw_text(by=WHO, text=first, why="Faltava dizer quem ouve.")
    with pytest.raises(TextClosed, match=r"nenhuma outra|no other"):
        given(first)
    second = published()
    with pytest.raises(TextClosed, match="2"):
        given(first)
    assert given(second).text == second
    with pytest.raises(ConsentProblem):
        texts.withdraw_text(by=WHO, text=first, why="Outra vez.")
    assert ConsentText.objects.get(pk=first.pk).withdrawn_why == "Faltava dizer quem ouve."


def test_a_draft_cannot_be_agreed_to():
    with pytest.raises(TextClosed):
        given(texts.draft_text(by=WHO, purpose="photo", language="pt", text="Aceito."))


def test_open_texts_are_the_newest_of_each_purpose_in_the_order_of_purposes():
    published("photo")
    published("take_part")
    newest = published("take_part")
    assert [text.purpose for text in open_texts(language="pt")] == ["take_part", "photo"]
    assert open_text("take_part", language="pt") == newest
    assert open_text("take_part", language="en") is None
    assert open_text("take_part", language="pt", for_children=True) is None


def test_the_standard_texts_cover_every_purpose_and_keep_what_is_there():
    mine = published("audio")
    made = draft_standard_texts(by=WHO, publish=True)
    assert {text.purpose for text in open_texts(language="pt")} == set(Purpose.values)
    assert {text.purpose for text in open_texts(language="en")} == set(Purpose.values)
    assert open_text("audio", language="pt") == mine
    assert mine not in made and not draft_standard_texts(by=WHO)


@pytest.mark.parametrize("act", ["draft", "edit", "publish", "withdraw", "standard"])
def test_only_keepers_write_texts(act):
    text = texts.draft_text(by=WHO, purpose="photo", language="pt", text="Aceito.")
    acts = {
        "draft": lambda: texts.draft_text(by=NOBODY, purpose="photo", language="pt", text="?"),
        "edit": lambda: texts.edit_text(by=NOBODY, draft=text, edition=1),
        "publish": lambda: texts.publish_text(by=NOBODY, text=text),
        "withdraw": lambda: texts.withdraw_text(by=NOBODY, text=text, why="?"),
        "standard": lambda: draft_standard_texts(by=NOBODY),
    }
    with pytest.raises(NotAllowed):
        acts[act]()
