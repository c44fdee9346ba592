"""Forms: labels above, hints before errors, a summary that links to each field and keeps what was typed."""

from django import forms
from django.template import Context, Template
from django.utils import translation

from labx.core.pages.style import ExampleForm


def drawn(form: forms.Form, **options: str) -> str:
    template = "{% load pages %}{% draw_form form submit='Send' cancel=cancel kind=kind %}"
    return Template(template).render(Context({"form": form, "csrf_token": "token", **options}))


def test_the_summary_links_to_each_field_and_keeps_what_was_typed():
    with translation.override("pt"):
        html = drawn(ExampleForm({"title": "", "start": "2026-31-12", "people": "260", "way": ""}))
    assert '<a href="#id_title">Título: Preencha este campo.</a>' in html
    assert '<a href="#id_start">Primeiro dia: Escreva a data como 31/12/2026.</a>' in html
    assert '<a href="#id_way_0">' in html and 'id="id_way_0"' in html
    assert 'value="2026-31-12"' in html and 'value="260"' in html


def test_hints_stand_before_errors_and_errors_before_the_field():
    html = drawn(ExampleForm({"start": "x"}))
    places = [
        html.index(part) for part in ('for="id_start"', "id_start_helptext", 'id="id_start_error"', 'name="start"')
    ]
    assert places == sorted(places)
    assert 'aria-describedby="id_start_helptext id_start_error"' in html


def test_english_says_the_correction_too():
    with translation.override("en"):
        assert "Write the date as 31/12/2026." in drawn(ExampleForm({"start": "x"}))


def test_only_optional_fields_are_marked():
    with translation.override("en"):
        html = drawn(ExampleForm())
    assert html.count("(optional)") == 4
    assert "error-summary" not in html


def test_errors_of_the_whole_form_are_in_the_summary():
    form = ExampleForm({})
    form.add_error(None, "The two dates are the wrong way round.")
    assert "<li>The two dates are the wrong way round.</li>" in drawn(form)


def test_a_form_with_a_file_says_so_and_carries_its_token():
    html = drawn(ExampleForm(), cancel="/back/", kind="danger")
    assert 'enctype="multipart/form-data"' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html
    assert 'href="/back/"' in html and "button-danger" in html
