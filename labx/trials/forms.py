"""The first step of a protocol: the question, and the decision it serves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.portfolio.models import Protocol

SHORT = forms.Textarea(attrs={"rows": 2})
LONG = forms.Textarea(attrs={"rows": 4})
WORDS = ("title", "question", "hypothesis", "decision_to_take", "ethics")


class QuestionForm(forms.Form):
    """The words of a protocol, in the order in which people think of them."""

    title = forms.CharField(label=_("Title"), max_length=160)
    question = forms.CharField(
        label=_("The question"), widget=LONG, help_text=_("What do you want to know about the change, and for whom?")
    )
    decision_to_take = forms.CharField(
        label=_("The decision it serves"),
        widget=SHORT,
        help_text=_("What will be done differently if the answer is yes, and if it is no."),
    )
    hypothesis = forms.CharField(label=_("What you expect, and why"), widget=SHORT, required=False)
    ethics = forms.CharField(
        label=_("Care for the people involved"),
        widget=LONG,
        required=False,
        help_text=_("What could harm them, what they are told, and when the trial would be stopped."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}

    @staticmethod
    def of(protocol: Protocol) -> dict[str, Any]:
        """What the form shows for a protocol being edited."""
        return {**{name: getattr(protocol, name) for name in WORDS}, "edition": protocol.edition}
