"""What two people wrote of one record, set side by side in the words of its form."""

import datetime as dt

from django import forms
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from labx.core.pages.comparison import Piece, pieces, set_beside, shown

TEXTS = st.lists(st.sampled_from(["a", "b", "cc", " ", "\n", "  ", "é."]), max_size=12).map("".join)


class RecordForm(forms.Form):
    title = forms.CharField()
    way = forms.ChoiceField(choices=[("", "Choose"), ("Near", [("here", "Here"), ("next", "Next door")])])
    needs = forms.MultipleChoiceField(choices=[(1, "Ramp"), (2, "Sign language")], required=False)
    day = forms.DateField(required=False)
    is_open = forms.BooleanField(required=False)
    lines = forms.CharField(required=False, widget=forms.Textarea)
    edition = forms.IntegerField(widget=forms.HiddenInput)


def test_a_value_is_shown_as_its_form_shows_it():
    form = RecordForm()
    with translation.override("pt"):
        assert shown(form, "day", dt.date(2026, 12, 31)) == "31/12/2026"
        assert shown(form, "is_open", True) == "Sim" and shown(form, "is_open", False) == "Não"
    assert shown(form, "way", "next") == "Next door"
    assert shown(form, "needs", [2, 1]) == "Ramp, Sign language" and shown(form, "needs", []) == ""
    assert shown(form, "lines", "one\r\ntwo\r\n") == "one\ntwo"
    assert [shown(form, name, None) for name in ("title", "way", "day")] == ["", "", ""]


def test_only_what_differs_is_set_beside_and_the_next_saving_counts_from_there():
    form = RecordForm(QueryDict("title=Letter&way=here&needs=2&edition=1"))
    assert form.is_valid()
    set_beside(form, {"title": "A letter", "way": "here", "needs": [1, 2], "is_open": False}, 4)
    assert form.data["edition"] == 4
    assert [one.name for one in form.saved_meanwhile] == ["title", "needs"]
    needs = form.saved_meanwhile[1]
    assert "".join(piece.text for piece in needs.before) == "Ramp, Sign language"
    assert "".join(piece.text for piece in needs.after) == "Sign language"


def test_a_form_that_cleans_into_something_else_says_what_was_typed():
    form = RecordForm(QueryDict("title=Letter&way=here&edition=1"))
    assert form.is_valid()
    form.cleaned_data["lines"] = [{"least": 1}]
    set_beside(form, {"title": "Letter", "lines": "one"}, 2, typed={"title": "Letter", "lines": "two"})
    assert [(one.name, one.before[0].text, one.after[0].text) for one in form.saved_meanwhile] == [
        ("lines", "one", "two")
    ]


@given(TEXTS, TEXTS)
def test_pieces_are_the_texts_and_say_where_they_part(before, after):
    left, right = pieces(before, after)
    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (before, after)
    assert any(piece.is_changed for piece in [*left, *right]) is (before != after)


def test_a_changed_word_is_one_piece_and_what_follows_it_is_not_changed():
    left, right = pieces("uma carta azul", "uma carta verde e curta")
    assert [piece.text for piece in left if piece.is_changed] == ["azul"]
    assert [piece.text for piece in right if piece.is_changed] == ["verde e curta"]
    assert not any(piece.is_changed for piece in pieces("uma carta", "uma carta azul")[0])


def test_texts_of_thousands_of_words_are_set_beside_at_once():
    words = [f"palavra{number % 800}" for number in range(6000)]
    left, _right = pieces(" ".join(words), " ".join([*words[:3000], "outra", *words[3000:]]))
    assert [piece.is_changed for piece in left] == [False, False]
    assert pieces("a " * 3000, "a b " * 1500)[0] == [Piece("a " * 3000, True)]  # nobody reads what is that much alike
