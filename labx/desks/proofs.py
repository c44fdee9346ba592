"""The proofs of a pack, in sentences: what does not hold, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.checks import Proofs
from labx.core.packs.pack import Pack
from labx.desks.cases import desk_of
from labx.desks.engine import proofs
from labx.desks.engine.desk import Desk
from labx.desks.letters.faults import letter_faults
from labx.desks.reading_level import HIGHEST_GRADE, school_grade, text_counts, unfit_words

CASES = 20_000
INTERVIEWS = 30
SEED = 20_261_122
PROSE = ("title", "when", "what", "late", "cost", "entity")


def prove(pack: Pack) -> Proofs:
    """Everything that can be said of a pack of procedures without a lawyer."""
    desk = desk_of(pack)
    cases = proofs.sound_cases(desk, count=CASES, seed=SEED)
    held = proofs.interviews(desk, cases, count=INTERVIEWS)
    undated = sum(not limit.readings for one in desk.procedures.values() for limit in one.time_limits)
    levels = dict(reading_levels(pack.content))
    problems = [
        *structure_faults(desk, cases),
        *[
            _("After every answer it is still open whether “{name}” applies.").format(name=name)
            for name in held.unsettled
        ],
        *date_faults(desk),
        *text_faults(pack.content, levels),
        *letter_faults(pack),
        *unfit_letters(pack),
    ]
    highest = max(levels, key=lambda name: levels[name], default="")
    counted = [
        _("{kept} of {drawn} generated cases, {held} interviews of {most} questions at most").format(
            kept=cases.kept, drawn=cases.drawn, held=held.held, most=held.most_questions
        ),
        _("{days} days for every date rule; {undated} time limits without one").format(
            days=len(proofs.DAYS), undated=undated
        ),
        _("{texts} texts, the hardest “{name}” at school grade {level:.1f}").format(
            texts=len(levels), name=highest, level=levels.get(highest, 0.0)
        ),
    ]
    return Proofs(tuple(problems), tuple(counted))


def structure_faults(desk: Desk, cases: proofs.Cases) -> Iterator[str]:
    for name in proofs.unreachable(desk, cases):
        yield _("“{name}” applies in none of the generated cases.").format(name=name)
    for name in proofs.never_ruled_out(desk, cases):
        yield _("“{name}” has a condition and applies in every generated case.").format(name=name)
    for one, other in proofs.together(desk, cases):
        yield _("“{one}” and “{other}” exclude each other and apply together.").format(one=one, other=other)
    for name in proofs.idle_questions(desk, cases):
        yield _("The answer to “{name}” changes no plan.").format(name=name)


def date_faults(desk: Desk) -> Iterator[str]:
    for name, day in proofs.rules_without_a_date(desk):
        yield _("A time limit of “{name}” ends before {day}, on which it begins.").format(name=name, day=day)
    for table, code, day in proofs.gaps(desk):
        yield _("The table “{table}” says nothing of “{code}” on {day}.").format(table=table, code=code, day=day)
    for table, code in proofs.codes_without_a_row(desk):
        yield _("The table “{table}” has no row for “{code}”.").format(table=table, code=code)


def text_faults(content: Mapping[str, Any], levels: Mapping[str, float]) -> Iterator[str]:
    for name, level in levels.items():
        if level > HIGHEST_GRADE:
            yield _("“{name}” asks for school grade {level:.1f}; at most {most:.0f}.").format(
                name=name, level=level, most=HIGHEST_GRADE
            )
    for name, language, text in every_text(content):
        for word in unfit_words(text):
            yield _("“{word}” has no place in “{name}” ({language}).").format(word=word, name=name, language=language)


def unfit_letters(pack: Pack) -> Iterator[str]:
    """Letters go to offices, so no school grade is asked of them; their tone is that of everything else."""
    for letter in pack.content["letters"] or ():
        for word in unfit_words(pack.texts[letter["text"]]):
            yield _("“{word}” has no place in “{name}” ({language}).").format(
                word=word, name=letter["name"], language="pt"
            )


def every_text(content: Any, place: str = "desk", languages: Sequence[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Every text of the pack in its languages, labels and answers too: the nearest name around it, language, words."""
    if isinstance(content, Mapping):
        languages = languages or content["languages"]
        if content and set(content) <= set(languages):
            yield from ((place, language, text) for language, text in content.items())
            return
        for value in content.values():
            yield from every_text(value, str(content.get("name") or place), languages)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for value in content:
            yield from every_text(value, place, languages)


def graded_texts(content: Mapping[str, Any]) -> list[tuple[float | None, str, str, str]]:
    """Every text with the school grade that it asks for by itself, the hardest first.

    None in other languages, and where there is nothing but names that nobody can shorten. A few words by themselves may
    seem harder than they are: the proofs grade what is read together.
    """
    names = content["exempt_names"] or ()
    found = []
    for place, language, text in every_text(content):
        counts = text_counts(text if text.endswith((".", "?")) else f"{text}.", names)
        grade = school_grade(counts) if language == "pt" and counts.words else None
        found.append((grade, place, language, text))
    return sorted(found, key=lambda one: (100.0 if one[0] is None else -one[0], one[1], one[2]))


def reading_levels(content: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """The school grade of each procedure and of all questions together, in Portuguese."""
    names = content["exempt_names"] or ()
    gathered: dict[str, list[str]] = {}
    for name, language, text in citizen_texts(content):
        if language == "pt":
            gathered.setdefault(name, []).append(text if text.endswith((".", "?")) else f"{text}.")
    for name, texts in gathered.items():
        yield name, school_grade(text_counts("\n\n".join(texts), names))


def citizen_texts(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every text a citizen reads: where it stands, its language, its words."""
    yield from texts_of("desk", [content], ("says", "sharing", "own_address"))
    for fact in content["facts"]:
        for key in ("question", "why"):
            for language, text in (fact[key] or {}).items():
                yield "questions", language, text
    for procedure in content["procedures"]:
        texts = [procedure[key] for key in PROSE] + [limit["text"] for limit in procedure["time_limits"] or ()]
        for localised in (*texts, procedure["resolution"]):
            for language, text in (localised or {}).items():
                yield procedure["name"], language, text
    for letter in content["letters"] or ():
        yield from texts_of(letter["name"], [letter], ("title", "says", "note"))
        yield from texts_of(letter["name"], letter["fields"], ("label", "hint"))
    yield from texts_of("letters", content["letter_fields"], ("label", "hint"))
    yield from role_texts(content)
    yield from texts_of("documents", content["documents"], ("obtain",))
    yield from texts_of("human_exits", content["human_exits"], ("title", "text"))


def role_texts(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for role in content["roles"] or ():
        yield from texts_of(role["name"], [role], ("note",))
        yield from texts_of(role["name"], role["order"], ("text",))
        yield from texts_of(role["name"], role["trait_labels"], ("label",))


def texts_of(
    name: str, entries: Sequence[Mapping[str, Any]] | None, keys: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    for entry in entries or ():
        for key in keys:
            for language, text in (entry[key] or {}).items():
                yield name, language, text
