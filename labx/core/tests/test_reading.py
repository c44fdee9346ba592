"""Reading ease: syllables by hand, the index by hand and against other programs, and what must not matter."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core import reading
from labx.core.reading import Counts, counts_of, ease_of, reading_of, syllables
from labx.stats.errors import CannotEstimate

# Divided by hand, as dictionaries do.
DIVIDED = (
    "á-gua sa-ú-de u-ma i-dei-a ci-da-dãos i-no-va-ção ri-o his-tó-ri-a po-e-ta a-e-ro-por-to Pa-ra-guai ru-im "
    "pneu quan-do ra-i-nha ra-iz sa-ir a-in-da Co-im-bra mui-to põe a-ções a-va-li-a-ção mai-o "
    "prai-a ju-iz ru-í-na lin-guís-ti-ca sa-iu co-or-de-nar mães ques-tões dou-tor guer-ra que psi-co-lo-gi-a "
    "es-pe-ra pão "
)
TEXT = (
    "O Laboratório de Inovação propõe testar, com servidores e cidadãos, uma nova forma de marcar consultas no posto "
    "de saúde. A ideia é simples: reduzir a espera e explicar cada passo em linguagem clara."
)


@pytest.mark.parametrize("divided", DIVIDED.split())
def test_syllables_are_those_of_the_dictionary(divided: str) -> None:
    assert syllables(divided.replace("-", "")) == divided.count("-") + 1


def test_the_counts_and_the_index_of_a_text_are_those_of_another_program() -> None:
    """alt-legibilidade 0.1.2 counts 72 syllables in these 34 words; Martins et al. (1996) then give 52.427."""
    assert counts_of(TEXT) == Counts(sentences=2, words=34, syllables=72)
    assert reading_of(TEXT).ease == pytest.approx(52.42705882352942, abs=1e-9)
    assert ease_of(Counts(2, 34, 72)) == pytest.approx(248.835 - 1.015 * 34 / 2 - 84.6 * 72 / 34)


def test_an_abbreviation_a_number_and_a_missing_full_stop_do_not_make_sentences() -> None:
    assert counts_of("Segundo o art. 3.º, n.º 2 da lei, custa 1.000 euros").sentences == 1
    assert counts_of("Uma. Duas! Três? Quatro… Cinco").sentences == 5
    assert counts_of("Um título sem ponto\n\nUma frase.").sentences == 2
    assert counts_of("Disse «sim.» Foi embora.").sentences == 2


@pytest.mark.parametrize(
    ("ease", "level"), [(90, "very_easy"), (75, "very_easy"), (50, "easy"), (25, "hard"), (-9, "very_hard")]
)
def test_the_levels_begin_where_the_source_says(ease: float, level: str) -> None:
    assert reading.Reading(ease, Counts(1, 1, 1)).level == level


@pytest.mark.parametrize("text", ["", "Poucas palavras.", "palavra " * 29])
def test_too_few_words_have_no_level(text: str) -> None:
    with pytest.raises(CannotEstimate):
        reading_of(text)


@given(st.text(alphabet="abcdeioãõáéíóúâêôçnmlrszqugh", min_size=1, max_size=20))
def test_a_word_has_between_one_syllable_and_one_a_vowel(word: str) -> None:
    vowels = sum(reading.is_vowel(letter) for letter in word)
    assert 1 <= syllables(word) <= max(vowels, 1)
    assert syllables(word) == syllables(word.upper())


@given(st.integers(1, 9), st.integers(30, 90), st.integers(30, 300))
def test_longer_words_and_longer_sentences_read_worse(sentences: int, words: int, count: int) -> None:
    ease = ease_of(Counts(sentences, words, count))
    assert ease_of(Counts(sentences, words, count + 1)) < ease < ease_of(Counts(sentences + 1, words, count))


def test_the_examples_hold() -> None:
    assert doctest.testmod(reading).failed == 0
