"""How easily a Portuguese text is read: syllables by our own rules, and the index made for Portuguese."""

import re
import unicodedata
from dataclasses import dataclass

from labx.stats.errors import CannotEstimate

FEWEST_WORDS = 30
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?…]+[\"»”’)\]]*(?=\s+[\"«“(]?[A-ZÀ-Ý]|\s*$)|\n\s*\n", re.MULTILINE)
SYLLABIC = "aeo"
GLIDES = "iu"
CLOSERS = "lmnrz"


@dataclass(frozen=True)
class Counts:
    """What the index is made of."""

    sentences: int
    words: int
    syllables: int


@dataclass(frozen=True)
class Reading:
    """The index, from 0 to about 100, and the years of schooling that it asks for."""

    ease: float
    counts: Counts

    @property
    def level(self) -> str:
        """very_easy (to 4 years of school), easy (to 9), hard (to 12), very_hard (more)."""
        return next(name for least, name in LEVELS if self.ease >= least)


LEVELS = ((75.0, "very_easy"), (50.0, "easy"), (25.0, "hard"), (float("-inf"), "very_hard"))


def syllables(word: str) -> int:
    """Syllables of a Portuguese word.

    A vowel before or after *i* or *u* may share its syllable with it; all others stand apart. Endings such as
    *-ia* and *-io* count as two, as dictionaries divide them.

    Source:
        Cunha and Cintra, *Nova Gramática do Português Contemporâneo* (1984), chapter 3, on diphthongs and hiatus.

    Examples:
        >>> [syllables(word) for word in ("água", "saúde", "história", "ruim")]
        [2, 3, 4, 2]
    """
    letters = sounded(word)
    count, position = 0, 0
    while position < len(letters):
        if not is_vowel(letters[position]):
            position += 1
            continue
        count += 1
        position += 2 if takes_next(letters, position) else 1
    return max(count, 1)


def sounded(word: str) -> str:
    """Lower case, *y* as *i*, *w* as *u*, without the *u* of *qu* and *gu* before a vowel."""
    lower = unicodedata.normalize("NFC", word).lower().replace("y", "i").replace("w", "u").replace("ü", "u")
    return re.sub(r"([qg])u(?=[aeioáàâãéêíóôõ])", r"\1", lower)


def is_vowel(letter: str) -> bool:
    return bare(letter) in SYLLABIC + GLIDES


def bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def takes_next(letters: str, position: int) -> bool:
    """Whether the vowel here and the next letter are one syllable."""
    here, following = letters[position], letters[position + 1 : position + 2]
    if not following or not is_vowel(following):
        return False
    if here in "ãõ":
        return following in "eoi"
    if following not in GLIDES or (bare(here) in GLIDES and here == following):
        return False
    return not is_kept_apart(letters[position + 2 :])


def is_kept_apart(after: str) -> bool:
    """*i* and *u* stand alone before *nh*, and before l, m, n, r, z that close the syllable (rainha, ruim, raiz)."""
    if after.startswith("nh"):
        return True
    return after[:1] in set(CLOSERS) and (len(after) == 1 or not is_vowel(after[1]))


def counts_of(text: str) -> Counts:
    words = WORD.findall(text)
    ends = len(SENTENCE_END.findall(text.strip()))
    is_open = bool(text.strip()) and not SENTENCE_END.search(text.strip()[-3:])
    parts = [part for word in words for part in re.split(r"[-'’]", word)]
    return Counts(max(ends + is_open, 1), len(words), sum(syllables(part) for part in parts))


def ease_of(counts: Counts) -> float:
    """Flesch's reading ease with the constants found for Portuguese.

    Source:
        Martins, Ghiraldelo, Nunes and Oliveira Jr. (1996), *Readability formulas applied to textbooks in Brazilian
        Portuguese*, ICMSC-USP, p. 6: 248.835 - 1.015 words/sentence - 84.6 syllables/word.

    Assumes:
        Running text of at least some thirty words; lists and tables give nonsense. It measures length of words and
        sentences and nothing else: a text can score well and still not be understood.

    Examples:
        >>> round(ease_of(Counts(sentences=2, words=34, syllables=72)), 2)
        52.43
    """
    return 248.835 - 1.015 * counts.words / counts.sentences - 84.6 * counts.syllables / counts.words


def reading_of(text: str) -> Reading:
    """The reading ease of a text.

    Raises:
        CannotEstimate: fewer than thirty words.
    """
    counts = counts_of(text)
    if counts.words < FEWEST_WORDS:
        raise CannotEstimate(
            "The reading level of this text is not known.",
            "It has {words} words.",
            "It needs {least} for a number that means something.",
            words=counts.words,
            least=FEWEST_WORDS,
        )
    return Reading(ease_of(counts), counts)
