"""The school grade that a Portuguese text asks for, and words that have no place at a desk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from labx.core.reading import WORD, counts_of, syllables

HIGHEST_GRADE = 8.0
LONG_WORD_SYLLABLES = 4
UNFIT = re.compile(
    r"!|\b(parabéns|pontos|medalha|troféu|desafios?|jornada|conquista|ganhou|congratulations|well done|points|badge"
    r"|trophy|challenge|journey|experience|experiência)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TextCounts:
    """What the formulas are made of. `long_words` stands for words that are not common."""

    letters: int
    syllables: int
    words: int
    sentences: int
    long_words: int


def text_counts(text: str, names: Iterable[str] = ()) -> TextCounts:
    """Count a text without the names of laws and bodies, which nobody can shorten."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    counts = counts_of(text)
    words = WORD.findall(text)
    letters = sum(sum(letter.isalpha() for letter in word) for word in words)
    long_words = sum(syllables(word) >= LONG_WORD_SYLLABLES for word in words)
    return TextCounts(letters, counts.syllables, counts.words, counts.sentences, long_words)


def school_grade(counts: TextCounts) -> float:
    """Mean of the four grade formulas of ALT: Flesch-Kincaid, Gunning fog, ARI and Coleman-Liau for Portuguese.

    Assumes:
        Running text. It measures the length of words and sentences and nothing else. ALT counts as complex the words
        outside a list of common ones, which is not ours to ship; words of four or more syllables stand for them, which
        is stricter on long everyday words and blind to short rare ones.

    Source:
        Moreno, Souza, Hein and Hein (2022), ALT: um software para análise de legibilidade de textos em língua
        portuguesa, Policromias 8(1); arXiv:2203.12135; coefficients as in alt-legibilidade 0.1.2.

    Checked against:
        tests/references/readability_alt.json.

    Examples:
        >>> round(school_grade(TextCounts(letters=161, syllables=72, words=34, sentences=2, long_words=5)), 3)
        10.216
    """
    return sum(formula(counts) for formula in FORMULAS.values()) / len(FORMULAS)


FORMULAS = {
    "flesch_kincaid": lambda of: 0.36 * of.words / of.sentences + 10.4 * of.syllables / of.words - 18,
    "gunning_fog": lambda of: 0.49 * of.words / of.sentences + 19 * of.long_words / of.words,
    "ari": lambda of: 4.6 * of.letters / of.words + 0.44 * of.words / of.sentences - 20,
    "cli": lambda of: 5.4 * of.letters / of.words - 21 * of.sentences / of.words - 14,
}


def unfit_words(text: str) -> list[str]:
    """Exclamation marks, congratulations, words of games and of advertising."""
    return [match.group() for match in UNFIT.finditer(text)]
