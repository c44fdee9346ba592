"""The laboratory's numbers as a document."""

from django.utils import formats as django_formats
from django.utils.translation import gettext as _

from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.portfolio.figures.counting import Counted
from labx.portfolio.figures.doing import Share, Typical
from labx.portfolio.figures.forms import NarrowingForm


def numbers_pdf(counted: list[Counted], form: NarrowingForm) -> bytes:
    """The same numbers as the page, in the same order, with what they were narrowed by."""
    return pdf("figures/numbers.typ", **numbers_told(counted, form))


def numbers_told(counted: list[Counted], form: NarrowingForm) -> dict[str, object]:
    return {
        "title": _("The laboratory's numbers"),
        "narrowed": narrowed(form),
        "heads": [_("What"), _("Number"), _("Counted until")],
        "rows": [
            [
                str(one.measure.title),
                one.told if one.value is None else django_formats.number_format(one.value, force_grouping=True),
                formats.day(one.cut_off),
            ]
            for one in counted
        ],
        "definitions": [(str(one.measure.title), f"{one.measure.definition} {one.dedupe}") for one in counted],
        "defined": _("What each number is"),
    }


def narrowed(form: NarrowingForm) -> str:
    """The part of the log these are numbers of, in words."""
    if not form.is_valid():
        return _("Everything, from the beginning.")
    given = [(field.label, written(form, field.name)) for field in form if form.cleaned_data.get(field.name)]
    return "; ".join(f"{label}: {value}" for label, value in given) or _("Everything, from the beginning.")


def written(form: NarrowingForm, name: str) -> str:
    value = form.cleaned_data[name]
    if name in ("desde", "ate"):
        return f"{value:%Y-%m}"
    return (
        str(dict(getattr(form.fields[name], "choices", ())).get(value, value)) if isinstance(value, str) else str(value)
    )


def performance_pdf(shares: list[Share], stages: list[Typical], blockers: list[Typical]) -> bytes:
    """The director's page on paper."""
    return pdf("figures/performance.typ", **performance_told(shares, stages, blockers))


def performance_told(shares: list[Share], stages: list[Typical], blockers: list[Typical]) -> dict[str, object]:
    heads = [_("Median of days"), _("That ended"), _("Still lasting")]
    return {
        "title": _("How the laboratory is doing"),
        "share_heads": [_("Share of projects"), _("Per cent"), _("Out of")],
        "shares": [share_line(one) for one in shares],
        "tables": [
            (_("Days in each stage"), [_("Stage"), *heads], [typical_line(one) for one in stages]),
            (_("Days behind each kind of blocker"), [_("Kind"), *heads], [typical_line(one) for one in blockers]),
        ],
        "definitions": [(str(one.title), str(one.definition)) for one in shares],
        "defined": _("What each number is"),
    }


def share_line(one: Share) -> list[str]:
    card = one.number_card
    if card is None:
        return [str(one.title), "–", _("no project yet")]
    return [str(one.title), card.value_text, card.denominator]


def typical_line(one: Typical) -> list[str]:
    return [one.label, "–" if one.days is None else formats.number(one.days, 1), str(one.ended), str(one.lasting)]
