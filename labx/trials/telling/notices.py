"""The public notice as a page and as one printed sheet, and how easily it is read."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.core.reading import reading_of
from labx.portfolio.catalogue.templatetags.catalogue import LEVELS
from labx.stats.errors import CannotEstimate
from labx.trials.models import Trial
from labx.trials.plan import care
from labx.trials.plan.notice import LANGUAGES, blocks_of


def level_of(text: str) -> str:
    """How easily a Portuguese text is read; nothing where it is too short to say."""
    try:
        return str(LEVELS[reading_of(text).level])
    except CannotEstimate:
        return ""


def told_in(trial: Trial, asked: str) -> dict[str, Any]:
    """The frozen notice in the language asked for, or in Portuguese; other languages there are; the answers."""
    known = trial.protocol.plan.get("notice") or {}
    written = [language for language in LANGUAGES if known.get(language)]
    language = asked if asked in written else next(iter(written), "")
    text = known.get(language, "")
    return {
        "language": language,
        "others": [one for one in written if one != language],
        "blocks": blocks_of(text),
        "answers": care.answered(trial.protocol.plan.get("care") or {}),
        "level": level_of(text) if language == "pt" else "",
    }


def notice_pdf(trial: Trial, told: dict[str, Any]) -> bytes:
    """One sheet to hang up or hand out, in the language of the notice."""
    with translation.override(told["language"]):
        return pdf(
            "trials/notice.typ",
            title=trial.title,
            blocks=[[block.question, block.answer] for block in told["blocks"]],
            frozen=_("%(lab)s. This text was fixed on %(day)s, before the trial began.")
            % {"lab": settings.LABX_NAME, "day": formats.day(trial.protocol.frozen_at)},
        )
