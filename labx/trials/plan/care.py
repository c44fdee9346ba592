"""What a plan says about the people in the trial: plain questions, answered before the start and frozen with it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.trials.plan.faults import Reading

LONGEST_ANSWER = 600
# In the order they are asked: the question, and what helps to answer it.
QUESTIONS = {
    "worse_off": (
        gettext_lazy("Who could be worse off?"),
        gettext_lazy("With the change, or without it. Say how much, and what is done about it."),
    ),
    "cannot": (
        gettext_lazy("Who cannot take part?"),
        gettext_lazy("For example without internet, in another language. What do they get instead?"),
    ),
    "basis": (
        gettext_lazy("What allows this: consent, or which law?"),
        gettext_lazy("Name the basis for trying it, and for using the data."),
    ),
    "leaving": (
        gettext_lazy("How can someone get out?"),
        gettext_lazy("What they do, and what they get then. If nobody can, say why that is fair."),
    ),
    "afterwards": (
        gettext_lazy("What happens to the comparison group afterwards?"),
        gettext_lazy("When they get the change, if it works."),
    ),
    "vulnerable": (
        gettext_lazy("Who needs special care?"),
        gettext_lazy("Children, older people, people in distress, people who depend on the service."),
    ),
    "stopping": (
        gettext_lazy("What stops the trial early?"),
        gettext_lazy("The rule for harm is set in the step about deciding. Say who watches, and who may stop."),
    ),
    "data": (
        gettext_lazy("Which data are kept, and until when?"),
        gettext_lazy("No more than the question needs. Say who sees them and when they are deleted."),
    ),
    "told": (
        gettext_lazy("What are people told, and when?"),
        gettext_lazy("Beforehand, while it runs, and of the result. If something is held back, say why."),
    ),
}


def read(reading: Reading) -> dict[str, str]:
    """The answers that there are; which are missing is told before the plan is frozen, and does not stop it."""
    part = reading.within("care", reading.raw.get("care") or {})
    part.only(QUESTIONS)
    found = {code: part.text(code, required=False, most=LONGEST_ANSWER) for code in QUESTIONS}
    return {code: answer for code, answer in found.items() if answer}


def answered(known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Question and answer, in order."""
    return [(str(question), str(known[code])) for code, (question, _hint) in QUESTIONS.items() if known.get(code)]


def missing(draft: Mapping[str, Any]) -> list[str]:
    """What nobody answered yet, and whether anything is watched at all."""
    known = draft.get("care") or {}
    found = [str(question) for code, (question, _hint) in QUESTIONS.items() if not known.get(code)]
    roles = [one.get("role") for one in draft.get("outcomes") or [] if isinstance(one, dict)]
    if "guardrail" not in roles:
        found.append(_("Nothing is watched that must not get worse: name it among what is measured."))
    return found
