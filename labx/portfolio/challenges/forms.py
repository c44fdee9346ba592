"""Forms of challenges and of the care a project takes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.people.organisations.fields import EntityField
from labx.portfolio.challenges.actions.intake import WORDS
from labx.portfolio.challenges.models import OUTCOMES, Challenge, Screening, SignOff
from labx.portfolio.challenges.rubric import Criterion, Question
from labx.portfolio.forms import LONG, SHORT, EditionField

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class ChallengeForm(forms.ModelForm):
    """Everything but the title may be left for later: a draft is kept as it is."""

    entity = EntityField(label=_("Entity"), required=False)

    class Meta:
        model = Challenge
        fields = WORDS
        widgets = {
            "problem": LONG,
            "sufferers": SHORT,
            "how_known": SHORT,
            "tried": SHORT,
            "mandate": SHORT,
            "data_available": SHORT,
            "decision_to_take": SHORT,
        }
        help_texts = {
            "title": _("A few words someone outside your entity would understand."),
            "entity_name": _("Only where the register does not know it yet; the laboratory will register it."),
            "problem": _("What goes wrong, where and since when. Not what would mend it: nobody knows that yet."),
            "sufferers": _("Which people, and how many of them as far as you know."),
            "how_known": _("Complaints, waiting times, what the people at the desk say: what makes you sure."),
            "tried": _("And what came of it."),
            "mandate": _("The law or programme under which your entity may act."),
            "deadline": _("When the result would come too late. For example 31/12/2026."),
            "data_available": _("Registers, counts, recordings: what exists and who keeps it."),
            "decision_to_take": _("What your entity will do if the answer is yes, and what if it is no."),
            "sponsor": _("Who will take that decision: name and office."),
        }


class EditChallengeForm(ChallengeForm):
    edition = EditionField()


class IsProblemForm(forms.Form):
    is_problem = forms.BooleanField(label=_("I read it again: the text tells a problem, and leaves the answer open."))


class AssessmentForm(forms.Form):
    """One question a criterion, each answer with the words that say when to give it."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            choices = [(str(score), f"{score}: {anchor}") for score, anchor in enumerate(criterion.anchors)]
            self.fields[criterion.name] = forms.ChoiceField(
                label=criterion.title, help_text=criterion.question, choices=choices, widget=forms.RadioSelect
            )
        self.fields["note"] = forms.CharField(
            label=_("What the scores do not say"), widget=forms.Textarea(attrs={"rows": 3}), required=False
        )

    def scores(self) -> dict[str, int]:
        return {criterion.name: int(self.cleaned_data[criterion.name]) for criterion in self.criteria}


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Answer to the entity"),
        choices=[(state.value, state.label) for state in OUTCOMES],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), widget=LONG, help_text=_("The entity reads it as you write it, here and by e-mail.")
    )


class ScreeningForm(forms.Form):
    edition = EditionField()

    def __init__(self, *args: Any, questions: list[Question], screening: Screening | None = None, **kw: Any) -> None:
        initial = {"edition": screening.edition if screening else 0, **self.given_in(screening)}
        super().__init__(*args, initial=initial, **kw)
        self.questions = questions
        for question in questions:
            self.fields[question.name] = forms.ChoiceField(
                label=question.text, help_text=question.why, choices=YES_OR_NO, widget=forms.RadioSelect
            )
        self.fields["note"] = forms.CharField(
            label=_("What will be done to protect people"),
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
            help_text=_("How they are asked, how they can stop, who looks after them."),
        )

    @staticmethod
    def given_in(screening: Screening | None) -> dict[str, str]:
        """What was answered, as the form holds it."""
        if screening is None:
            return {}
        answers = {name: "yes" if answer else "no" for name, answer in screening.answers.items()}
        return {**answers, "note": screening.note}

    def answers(self) -> dict[str, bool]:
        return {question.name: self.cleaned_data[question.name] == "yes" for question in self.questions}


class SignOffForm(forms.ModelForm):
    class Meta:
        model = SignOff
        fields = ("kind", "signed_by", "signed_on", "document")
        help_texts = {
            "signed_by": _("Name and office."),
            "signed_on": _("For example 31/12/2026."),
            "document": _("Number or address under which the document is found in five years."),
        }
