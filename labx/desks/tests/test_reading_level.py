"""School grade of a text: against another program, by hand, and what must not count."""

import doctest

import pytest

from labx.core.reading import syllables
from labx.desks import reading_level
from labx.desks.reading_level import FORMULAS, TextCounts, school_grade, text_counts, unfit_words
from tests.references import reference

STORED = reference("readability_alt")
COUNTS = TextCounts(**STORED["counts"])


@pytest.mark.parametrize("name", STORED["grades"])
def test_each_formula_gives_what_another_program_gives(name):
    assert FORMULAS[name](COUNTS) == pytest.approx(STORED["grades"][name], abs=1e-12)


def test_the_grade_is_the_mean_of_the_four_by_hand():
    by_hand = [
        0.36 * 34 / 2 + 10.4 * 72 / 34 - 18,
        0.49 * 34 / 2 + 19 * 5 / 34,
        4.6 * 161 / 34 + 0.44 * 34 / 2 - 20,
        5.4 * 161 / 34 - 21 * 2 / 34 - 14,
    ]
    assert school_grade(COUNTS) == pytest.approx(sum(by_hand) / 4)


@pytest.mark.parametrize(("word", "count"), STORED["syllables"].items())
def test_syllables_are_those_of_the_list(word, count):
    assert syllables(word) == count


def test_names_of_laws_and_bodies_do_not_count():
    text = "Vá à Segurança Social. Leve o papel."
    assert text_counts(text) == TextCounts(letters=28, syllables=14, words=7, sentences=2, long_words=1)
    assert text_counts(text, ["Segurança", "Segurança Social"]) == TextCounts(13, 7, 5, 2, 0)


def test_longer_sentences_and_longer_words_are_harder():
    short = "Vá ao banco. Leve o papel. Peça a lista."
    assert school_grade(text_counts(short)) < school_grade(text_counts(short.replace(".", ",", 2)))
    assert school_grade(text_counts(short)) < school_grade(text_counts(short.replace("papel", "requerimento")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Já está!", ["!"]),
        ("Parabéns, concluiu o desafio", ["Parabéns", "desafio"]),
        ("Your journey", ["journey"]),
        ("Pode pedir o subsídio.", []),
        ("os apontamentos e os prontos", []),
    ],
)
def test_words_that_have_no_place_beside_grief(text, words):
    assert unfit_words(text) == words


def test_the_examples_hold():
    assert doctest.testmod(reading_level).failed == 0
