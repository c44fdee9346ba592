"""Forms of the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.portfolio.catalogue.models import Announcement, Case, Deviation
from labx.portfolio.forms import EditionField

SHORT = forms.Textarea(attrs={"rows": 2})
LONG = forms.Textarea(attrs={"rows": 4})


class AnnouncementForm(forms.ModelForm):
    edition = EditionField()

    class Meta:
        model = Announcement
        fields = ("what", "where", "since", "until", "contact", "opt_out")
        widgets = {"what": SHORT, "opt_out": SHORT}
        help_texts = {
            "what": _("One sentence: “We are testing whether a shorter letter helps more people”."),
            "where": _("Service and place, as people call them."),
            "since": _("For example 31/12/2026."),
            "until": _("The last day, if it is known. After it the experiment leaves the register."),
            "contact": _("An address or telephone that somebody answers."),
            "opt_out": _("What someone says or does who wants no part in it, and that nothing is lost by it."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", _("The last day comes before the first one. Correct one of them."))
        return cleaned


class DeviationForm(forms.ModelForm):
    class Meta:
        model = Deviation
        fields = ("planned", "done", "why", "effect")
        widgets = dict.fromkeys(fields, SHORT)
        help_texts = {
            "planned": _("As the frozen protocol says it."),
            "done": _("What happened instead."),
            "effect": _("Which way the result may lean because of it, or that it cannot."),
        }


class CaseForm(forms.ModelForm):
    """What the observatory asks and the public page does not say. It becomes public with the page."""

    edition = EditionField()

    class Meta:
        model = Case
        fields = (
            "level",
            "policy_area",
            "tags",
            "novelty",
            "partners",
            "users",
            "challenges",
            "conditions",
            "replication",
            "lessons",
        )
        widgets = dict.fromkeys(fields[3:], LONG)
        help_texts = {
            "policy_area": _("Such as health, taxes or justice."),
            "novelty": _("New for this organisation; others may have done it before."),
            "challenges": _("What went wrong and what you did about it. An empty answer is not believed."),
            "replication": _("Who repeated it, or what somebody would need to."),
        }
