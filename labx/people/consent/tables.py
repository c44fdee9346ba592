"""Lists of consent."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.people.consent.models import ConsentText, LawfulBasis, Purpose

LANGUAGES = (("pt", _("Portuguese")), ("en", _("English")))
STATES = (("draft", _("draft")), ("open", _("in use")), ("withdrawn", _("withdrawn")))
LOOKS = {"draft": "neutral", "open": "success", "withdrawn": "warning"}


def state_of(text: ConsentText) -> str:
    if text.withdrawn_at:
        return "withdrawn"
    return "open" if text.published_at else "draft"


def in_state(texts, state: str):
    if state == "withdrawn":
        return texts.filter(withdrawn_at__isnull=False)
    return texts.filter(withdrawn_at=None, published_at__isnull=state == "draft")


def text_url(text: ConsentText) -> str:
    return reverse("consent:text", args=[text.pk])


TEXTS = Table(
    name="textos-de-consentimento",
    caption=_("Consent texts"),
    noun=(_("consent text"), _("consent texts")),
    columns=(
        Column(key="purpose", label=_("Purpose"), choices=Purpose.choices, link=text_url),
        Column(key="needs_guardian", label=_("For children"), kind="flag"),
        Column(key="language", label=_("Language"), choices=LANGUAGES),
        Column(key="version", label=_("Version"), kind="number"),
        Column(
            key="state",
            label=_("State"),
            value=state_of,
            choices=STATES,
            badge=LOOKS.__getitem__,
            sort="published_at",
        ),
        Column(key="lawful_basis", label=_("Lawful basis"), choices=LawfulBasis.choices),
        Column(key="valid_months", label=_("Months"), kind="number"),
        Column(key="answers", label=_("Answers"), kind="number"),
    ),
    filters=(
        Filter(key="estado", label=_("State"), phrase=_("{choice}"), choices=STATES, narrow=in_state),
        Filter(
            key="finalidade", label=_("Purpose"), phrase=_("for “{choice}”"), choices=Purpose.choices, path="purpose"
        ),
        Filter(key="lingua", label=_("Language"), phrase=_("in {choice}"), choices=LANGUAGES, path="language"),
    ),
    search=("text",),
    order="purpose",
    empty=Empty(
        title=_("No consent text yet"),
        text=_("Each purpose is asked with a text of its own. Nobody can agree to anything before one is published."),
        action_label=_("Begin with the standard texts"),
        action_url=reverse_lazy("consent:standard"),
    ),
)
