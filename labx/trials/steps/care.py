"""Care for the people in the trial: the questions, and the notice that everyone may read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from labx.trials.plan import care, notice
from labx.trials.plan.faults import Reading
from labx.trials.steps.draft import Draft
from labx.trials.steps.form import SHORT, StepForm, area


class CareStep(StepForm):
    slug = "cuidados"
    title = gettext_lazy("Care for the people in it")
    lead = gettext_lazy(
        "Answer in words that those people would understand. The answers are frozen with the plan and shown with the "
        "result. You can save with some still missing: they are listed before the plan is frozen."
    )
    writes = ("care",)

    def prepare(self) -> None:
        for code, (question, hint) in care.QUESTIONS.items():
            self.fields[code] = forms.CharField(
                label=question, help_text=hint, required=False, max_length=care.LONGEST_ANSWER, widget=area(SHORT)
            )

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        return dict(draft.get("care") or {})

    @classmethod
    def missing(cls, draft: Draft) -> list[str]:
        return care.missing(draft)

    def written(self) -> Draft:
        answers = {code: self.cleaned_data[code].strip() for code in care.QUESTIONS}
        return {"care": {code: answer for code, answer in answers.items() if answer}}


class NoticeStep(StepForm):
    """A text left empty, or asked for anew, is made from the plan; what was changed by hand stays."""

    slug = "aviso"
    title = gettext_lazy("The public notice")
    lead = gettext_lazy(
        "What everyone may read: what is tried, who is in it, until when, what is kept, whom to ask, how to leave. "
        "Save with the texts empty, and they are made from the plan; then change them."
    )
    writes = ("notice",)

    until = forms.DateField(
        label=gettext_lazy("Until when"), required=False, help_text=gettext_lazy("For example 31/12/2026.")
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom to ask"),
        required=False,
        max_length=notice.LONGEST_CONTACT,
        help_text=gettext_lazy("A name or an office, a telephone number, an address that is read."),
    )
    pt = forms.CharField(
        label=gettext_lazy("The notice in Portuguese"),
        required=False,
        max_length=notice.LONGEST_NOTICE,
        widget=area({"rows": 14}),
        help_text=gettext_lazy("A question on a line, its answer below, an empty line between. Short sentences."),
    )
    en = forms.CharField(
        label=gettext_lazy("The notice in English"),
        required=False,
        max_length=notice.LONGEST_NOTICE,
        widget=area({"rows": 14}),
        help_text=gettext_lazy("What the plan says in Portuguese stands so here: translate it."),
    )
    anew = forms.BooleanField(label=gettext_lazy("Make both texts again from the plan"), required=False)

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        known = dict(draft.get("notice") or {})
        return {**known, "until": notice.day_of(known.get("until") or "")}

    @classmethod
    def missing(cls, draft: Draft) -> list[str]:
        return notice.missing(draft)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            reading = Reading(self.written())
            notice.read(reading)
            for where, what in reading.problems:
                self.add_error(where.removeprefix("notice."), what)
        return cleaned

    def written(self) -> Draft:
        chosen = self.cleaned_data
        until = chosen["until"].isoformat() if chosen["until"] else ""
        known = {"until": until, "contact": chosen["contact"].strip()}
        draft = {**self.draft, "notice": known}
        for language in notice.LANGUAGES:
            text = "" if chosen["anew"] else chosen[language].replace("\r\n", "\n").strip()
            known[language] = text or notice.drafted(draft, language)
        return {"notice": known}
