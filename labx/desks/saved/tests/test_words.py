"""What a person reads on these pages: calm, and easy."""

import re
from pathlib import Path

import polib

from labx.desks.reading_level import HIGHEST_GRADE, school_grade, text_counts, unfit_words

HOME = Path(__file__).resolve().parents[1]
CATALOGUE = polib.pofile(str(HOME / "locale" / "pt" / "LC_MESSAGES" / "django.po"))
TRANSLATED = re.compile(r"translate \"([^\"]+)\"|blocktranslate[^%]*%}(.+?){%", re.DOTALL)
NAMES = ("e-mail", "PIN")


def pages() -> dict[str, str]:
    """The Portuguese of each page, as running text; labels, which are no sentences, left out."""
    words = {entry.msgid: entry.msgstr for entry in CATALOGUE}
    found = {}
    for path in sorted(HOME.rglob("templates/**/*.html")):
        texts = [plain or block for plain, block in TRANSLATED.findall(path.read_text())]
        texts = [words[key] for text in texts if (key := re.sub(r"{{ (\w+) }}", r"%(\1)s", text)) in words]
        if sentences := [text for text in texts if text.endswith(".")]:
            found[path.stem] = " ".join(sentences)
    return found


def test_no_word_is_out_of_place_beside_grief():
    texts = [[one.msgid, one.msgid_plural, one.msgstr, *one.msgstr_plural.values()] for one in CATALOGUE]
    assert len(texts) > 100
    assert not [word for several in texts for text in several for word in unfit_words(text or "")]


def test_each_page_reads_at_the_eighth_grade_or_easier():
    grades = {name: round(school_grade(text_counts(text, NAMES)), 1) for name, text in pages().items()}
    assert len(grades) > 10
    assert not {name: grade for name, grade in grades.items() if grade > HIGHEST_GRADE}
