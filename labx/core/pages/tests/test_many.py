"""What is written in Python because a page has hundreds of it says the same as the templates it stands for."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template

from labx.core.pages.listing.reading import Cell
from labx.core.pages.templatetags.many import cells

CHOICES = [
    ("", "Todos"),
    ("a&b", "<b>Aveiro</b>"),
    ("Ilhas", [(20, "Açores"), (30, "Madeira")]),
]


@pytest.mark.parametrize("widget", [forms.Select(), forms.SelectMultiple(attrs={"size": 4, "required": True})])
@pytest.mark.parametrize("value", ["", "a&b", 30, [20, 30]])
def test_a_list_to_choose_from_is_written_as_django_writes_it(widget: forms.Select, value: object):
    widget.choices = CHOICES
    ours, theirs = widget.render("place", value), widget.render("place", value, renderer=DjangoTemplates())
    assert forms_equal(ours, theirs) and "&lt;b&gt;Aveiro" in ours


def forms_equal(one: str, other: str) -> bool:
    from django.test.html import parse_html

    return parse_html(one) == parse_html(other)


ROW = """{% load pages %}{% for cell in row %}<{% if cell.is_head %}th scope="row"{% else %}td{% endif %}
{% if cell.is_figure %} class="figure"{% endif %}>{% if cell.url %}<a href="{{ cell.url }}">{{ cell.text }}</a>
{% elif cell.badge %}{% badge cell.text cell.badge %}{% else %}{{ cell.text }}{% endif %}
</{% if cell.is_head %}th{% else %}td{% endif %}>{% endfor %}""".replace("\n", "")


def test_a_row_is_written_as_a_template_would():
    row = [
        Cell("Carta <b>", False, True, "/projetos/?a=1&b=2"),
        Cell("12", True, False),
        Cell("aberto", False, False, badge="warning"),
        Cell("& mais", False, False),
    ]
    assert cells(row) == Template(ROW).render(Context({"row": row}))
    assert "&lt;b&gt;" in cells(row) and 'href="/projetos/?a=1&amp;b=2"' in cells(row)
