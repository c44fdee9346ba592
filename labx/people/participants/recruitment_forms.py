"""Forms of recruitment and of margins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.people.participants.attributes import BALANCED
from labx.people.participants.models.recruitment import Method, Reply

ATTRIBUTES = [(name, title) for name, (title, _categories) in BALANCED.items()]
CATEGORIES = [(f"{name}:{value}", label) for name, (_title, kind) in BALANCED.items() for value, label in kind.choices]
SHORT = forms.Textarea(attrs={"rows": 3})
MOST_PLACES = 5000


class RecruitmentForm(forms.Form):
    """What people are needed for, and how the list is to be balanced."""

    title = forms.CharField(label=_("Title"), max_length=160)
    need = forms.CharField(label=_("What people are needed for"), widget=SHORT, help_text=_("As you would tell them."))
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=MOST_PLACES)
    alternates = forms.IntegerField(
        label=_("Alternates"),
        min_value=0,
        max_value=MOST_PLACES,
        initial=0,
        help_text=_("Invited when others decline."),
    )
    reply_days = forms.IntegerField(label=_("Days to answer"), min_value=1, max_value=60, initial=7)
    method = forms.ChoiceField(
        label=_("How to draw"),
        choices=Method.choices,
        widget=forms.RadioSelect,
        help_text=_("Stratified: each group gets its share of the panel. Quotas: the list holds what you say."),
    )
    strata = forms.MultipleChoiceField(
        label=_("Groups of the stratified lottery"),
        choices=ATTRIBUTES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    quotas = forms.CharField(
        label=_("Quotas"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_("One a line: category, at least, at most. For example: Lisboa, 2, 5"),
    )
    narrowed_to = forms.MultipleChoiceField(
        label=_("Open only to"), choices=CATEGORIES, widget=forms.SelectMultiple(attrs={"size": 8}), required=False
    )

    def clean_quotas(self) -> list[dict[str, Any]]:
        """Categories by the words that are shown, whatever their capitals."""
        known = {str(label).casefold(): value for value, label in CATEGORIES}
        found = []
        for number, line in enumerate(self.cleaned_data["quotas"].splitlines(), start=1):
            if not line.strip():
                continue
            name, *numbers = [part.strip() for part in line.rsplit(",", 2)]
            key = known.get(name.casefold())
            if key is None or len(numbers) != 2 or not all(part.isdecimal() for part in numbers):
                raise forms.ValidationError(
                    _("Line %(number)s: write category, at least, at most, as in: Lisboa, 2, 5"),
                    params={"number": number},
                )
            least, most = (int(part) for part in numbers)
            if least > most:
                raise forms.ValidationError(
                    _("Line %(number)s: the first number is larger than the second. Turn them round."),
                    params={"number": number},
                )
            attribute, _colon, category = key.partition(":")
            found.append({"attribute": attribute, "category": category, "least": least, "most": most})
        return found

    def clean_narrowed_to(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self.cleaned_data["narrowed_to"]:
            attribute, _colon, category = key.partition(":")
            found.setdefault(attribute, []).append(category)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("method") == Method.QUOTAS and not cleaned.get("quotas") and "quotas" not in self.errors:
            self.add_error("quotas", _("Write at least one quota, or choose the stratified lottery."))
        return cleaned


class EditRecruitmentForm(RecruitmentForm):
    edition = forms.IntegerField(widget=forms.HiddenInput)


def written(recruitment: Any) -> dict[str, Any]:
    """A recruitment as its form shows it."""
    labels = dict(CATEGORIES)
    quotas = [
        f"{labels[quota['attribute'] + ':' + quota['category']]}, {quota['least']}, {quota['most']}"
        for quota in recruitment.quotas
    ]
    narrowed = [f"{name}:{value}" for name, values in recruitment.narrowed_to.items() for value in values]
    plain = ("title", "need", "places", "alternates", "reply_days", "method", "strata", "edition")
    return {
        **{name: getattr(recruitment, name) for name in plain},
        "quotas": "\n".join(quotas),
        "narrowed_to": narrowed,
    }


class ReplyForm(forms.Form):
    answer = forms.ChoiceField(choices=[(Reply.ACCEPTED, _("Accept")), (Reply.DECLINED, _("Decline"))])


class MarginsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    population = forms.CharField(
        label=_("Population"), max_length=160, help_text=_("For example: residents of 18 or more.")
    )
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Who published the figures, and where."))
    as_of = forms.DateField(label=_("Date of the figures"), help_text=_("For example 31/12/2026."))
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX with the columns attribute, category and share (0 to 1).")
    )
