"""The number tag shows no number without a whole card."""

import datetime
from dataclasses import replace

import pytest
from django.template import Context, Template
from django.utils import translation

from labx.core.pages.numbers import DesignGrade, IncompleteCard, NumberCard
from labx.core.pages.templatetags.pages import NumberWithoutCard

CARD = NumberCard(
    value=1794.34,
    label="Effect on earnings",
    definition="Difference of means.",
    denominator="445 people",
    cutoff=datetime.date(1978, 12, 31),
    design=DesignGrade.RANDOMISED,
    comparison="260 people without the offer.",
    interval=(474.01, 3114.67),
    source="LaLonde 1986",
    currency="USD",
    signed=True,
    analysis_url="/analises/1/",
)


def drawn(claim: object, template: str = "{% load pages %}{% number claim %}") -> str:
    return Template(template).render(Context({"claim": claim}))


def test_a_number_opens_its_card():
    with translation.override("pt"):
        html = drawn(CARD)
    assert '<span class="number-value">+1\u202f794\u00a0US$</span>' in html
    assert "entre +474\u00a0US$ e +3\u202f115\u00a0US$, com 95\u202f% de confiança" in html
    assert "por sorteio" in html and "como sabemos?" in html
    assert html.count('class="filled"') == 4
    mark = html.split('popovertarget="')[1].split('"')[0]
    assert f'id="{mark}" popover' in html


def test_two_marks_of_one_number_have_two_cards():
    html = drawn(CARD, "{% load pages %}{% number claim %}{% number claim %}")
    marks = [part.split('"')[0] for part in html.split('popovertarget="')[1:]]
    assert len(set(marks)) == 2


def test_a_claim_may_bring_its_card():
    class Claim:
        def number_card(self) -> NumberCard:
            return CARD

    assert "1\u202f794" in drawn(Claim())


@pytest.mark.parametrize("claim", [42, "42", None, object()])
def test_a_bare_number_is_refused(claim):
    with pytest.raises(NumberWithoutCard, match="has no card"):
        drawn(claim)


def test_an_undefined_variable_is_refused():
    with pytest.raises(NumberWithoutCard):
        drawn(CARD, "{% load pages %}{% number nothing %}")


@pytest.mark.parametrize("part", ["label", "definition", "denominator", "source", "comparison"])
def test_a_card_lacks_nothing(part):
    with pytest.raises(IncompleteCard, match=part):
        replace(CARD, **{part: ""})


@pytest.mark.parametrize("part", ["cutoff", "design", "interval"])
def test_a_measured_number_says_when_how_and_how_sure(part):
    with pytest.raises(IncompleteCard, match=part):
        replace(CARD, **{part: None})


def test_a_count_needs_no_comparison_but_says_why_there_is_no_interval():
    counted = replace(CARD, design=DesignGrade.NONE, comparison="", interval=None, no_interval_because="A full count.")
    assert "A full count." in drawn(counted)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_answer_is_not_a_number(value):
    with pytest.raises(IncompleteCard, match="no answer"):
        replace(CARD, value=value)


def test_a_reported_claim_looks_different():
    reported = NumberCard(
        value=75,
        label="Without mistakes",
        definition="As reported.",
        denominator="Not said.",
        cutoff=None,
        source="Report 2024",
        unit="%",
        reported_by="o anterior laboratório",
    )
    with translation.override("pt"):
        html = drawn(reported)
    assert "number-reported" in html
    assert "Comunicado por o anterior laboratório, desenho desconhecido" in html
    assert 'class="filled"' not in html


def test_grades_fill_by_fifths():
    assert [grade.fifths for grade in DesignGrade] == [0, 1, 2, 3, 4, 5]
    for grade in DesignGrade:
        html = Template("{% load pages %}{% grade grade %}").render(Context({"grade": grade}))
        assert html.count('class="filled"') == grade.fifths
        assert str(grade.label) in html
