"""Forms of the trials room."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from labx.core.tables.formats import TableFormat
from labx.portfolio.models import Protocol
from labx.trials.plan import BadPlan, read_plan

SHORT = forms.Textarea(attrs={"rows": 2})
LONG = forms.Textarea(attrs={"rows": 4})
WORDS = ("title", "question", "hypothesis", "decision_to_take", "ethics")


def code_of(label: str) -> str:
    """The short name a variable or group has in the event log."""
    return slugify(label)[:40].strip("-")


class CovariatesField(forms.CharField):
    """One line for each variable known before the start: what it is, or code = what it is."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(" = ".join(pair) for pair in value)

    def to_python(self, value: Any) -> list[list[str]]:
        pairs = []
        for line in (super().to_python(value) or "").splitlines():
            code, sign, label = (part.strip() for part in line.partition("="))
            if sign and not (code and label):
                raise forms.ValidationError(_("“%(line)s” is not code = what it is."), params={"line": line})
            if line.strip():
                pairs.append([code_of(code), label or code])
        return pairs


class PlanForm(forms.Form):
    """Protocol and plan of a trial on one page, in the order in which people think of them."""

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
    design = forms.ChoiceField(
        label=_("How the groups came about"),
        widget=forms.RadioSelect,
        choices=(
            ("randomised", _("By lottery: chance decided who got the change")),
            ("comparison", _("Otherwise: the groups were there already, or chose")),
        ),
        help_text=_("Only a lottery makes the groups alike in everything. The result page says which it was."),
    )
    unit = forms.CharField(label=_("Who or what is counted"), help_text=_("One word, such as person or job centre."))
    tried_label = forms.CharField(
        label=_("The group that gets the change"), help_text=_("As the result page should call it.")
    )
    comparison_label = forms.CharField(label=_("The group it is compared with"))
    tried_share = forms.FloatField(
        label=_("Planned share of the tried group, in per cent"),
        required=False,
        localize=True,
        min_value=0.01,
        max_value=99.99,
        help_text=_("50 for an even lottery. Leave empty if none was planned: the sizes are then not checked."),
    )
    outcome_label = forms.CharField(
        label=_("What is measured"), help_text=_("The one outcome that decides, such as earnings in 1978.")
    )
    outcome_unit = forms.CharField(label=_("In which unit"), help_text=_("Days, euros (EUR), dollars (USD), points."))
    better = forms.ChoiceField(
        label=_("Which is better"), choices=(("higher", _("More of it")), ("lower", _("Less of it")))
    )
    worthwhile = forms.FloatField(
        label=_("Smallest difference worth having"),
        required=False,
        localize=True,
        min_value=0,
        help_text=_("In the same unit. Below it, the change would not be worth its cost."),
    )
    covariates = CovariatesField(
        label=_("What is known of each person before the start"),
        required=False,
        widget=LONG,
        help_text=_("One on each line. Used to check that the groups are alike, and to adjust."),
    )
    confidence = forms.FloatField(
        label=_("Confidence of the intervals, in per cent"), initial=95, localize=True, min_value=50.1, max_value=99.9
    )
    ethics = forms.CharField(
        label=_("Care for the people involved"),
        widget=LONG,
        required=False,
        help_text=_("What could harm them, what they are told, and when the trial would be stopped."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def plan(self) -> dict[str, Any]:
        raw = {name: self.cleaned_data[name] for name in PLAN_FIELDS}
        raw |= {code: code_of(raw[label]) for code, label in CODED.items()}
        share = raw["tried_share"]
        return {**raw, "confidence": raw["confidence"] / 100, "tried_share": None if share is None else share / 100}

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                read_plan(self.plan())
            except BadPlan as error:
                for where, what in error.problems:
                    self.add_error(CODED.get(where, where), what)
        return cleaned

    @staticmethod
    def of(protocol: Protocol) -> dict[str, Any]:
        """What the form shows for a protocol being edited."""
        plan = dict(protocol.plan)
        if plan.get("tried_share") is not None:
            plan["tried_share"] = plan["tried_share"] * 100
        plan["confidence"] = plan.get("confidence", 0.95) * 100
        return {**{name: getattr(protocol, name) for name in WORDS}, **plan, "edition": protocol.edition}


# Codes are made from labels, so that nobody has to invent them.
CODED = {"tried_arm": "tried_label", "comparison_arm": "comparison_label", "outcome": "outcome_label"}
PLAN_FIELDS = (
    "design",
    "unit",
    "tried_label",
    "comparison_label",
    "tried_share",
    "outcome_label",
    "outcome_unit",
    "better",
    "worthwhile",
    "covariates",
    "confidence",
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Table of people"), help_text=_("CSV, XLSX or Parquet, one row a person, headers in the first row.")
    )
    source = forms.CharField(
        label=_("Where the data come from"), widget=SHORT, help_text=_("Office, system or publication, and its date.")
    )
    started_on = forms.DateField(label=_("First day of the trial"), help_text=_("For example 31/12/2026."))
    measured_until = forms.DateField(label=_("Day of the last measurement"))
    is_open = forms.BooleanField(
        label=_("These rows may be published"),
        required=False,
        help_text=_("Only for data that are public already, or that nobody could be recognised in."),
    )


NO_COLUMN = ("", _("There is none"))
UNCHOSEN = ("", _("Choose the column"))
NEED_COLUMN = {"required": _("Choose the column. If the file has none, ask for the file again, or amend the protocol.")}


ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows (Latin-1)", "utf-16": "UTF-16", "mac-roman": "Mac"}


class FormatForm(forms.Form):
    """Another way to read a file whose first rows look wrong."""

    encoding = forms.ChoiceField(label=_("Letters"), required=False)
    delimiter = forms.ChoiceField(
        label=_("Between cells"),
        choices=((";", ";"), (",", ","), ("\t", _("tab")), ("|", "|")),
        required=False,
    )
    decimal = forms.ChoiceField(
        label=_("Decimal mark"), choices=((",", _("comma: 1794,34")), (".", _("point: 1794.34"))), required=False
    )
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)

    def __init__(self, *args: Any, found: TableFormat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        names = dict.fromkeys([found.encoding, *ENCODINGS])
        self.fields["encoding"].choices = [(name, ENCODINGS.get(name, name)) for name in names]
        self.fields["sheet"].choices = [(sheet, sheet) for sheet in found.sheets]
        shown = {"csv": ("encoding", "delimiter", "decimal"), "xlsx": ("sheet", "decimal")}.get(found.kind, ())
        self.fields = {name: self.fields[name] for name in shown}
        for name, field in self.fields.items():
            field.initial = getattr(found, name)

    def chosen(self) -> TableFormat:
        """As found, but for what was chosen otherwise."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return replace(self.found, **{name: value for name, value in given.items() if value})


class MappingForm(forms.Form):
    """Which column says what; the arm's values are listed from the file."""

    def __init__(self, *args: Any, headers: list[str], values: dict[str, list[str]], plan: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_ = plan
        columns = [(header, header) for header in headers if header]
        self.fields["unit"] = forms.ChoiceField(
            label=_("Column that names the person"),
            choices=[NO_COLUMN, *columns],
            required=False,
            help_text=_(
                "Used to find people who stand twice, then forgotten. Choose none if each row is another person."
            ),
        )
        self.fields["arm"] = forms.ChoiceField(
            label=_("Column that says the group"),
            choices=[UNCHOSEN, *columns],
            error_messages=NEED_COLUMN,
            initial=guess(headers, "arm", "group", "grupo", "treat"),
        )
        self.fields["tried_value"] = forms.CharField(
            label=_("Its value for: %(group)s") % {"group": plan.tried_label}, help_text=values_hint(values)
        )
        self.fields["comparison_value"] = forms.CharField(
            label=_("Its value for: %(group)s") % {"group": plan.comparison_label}
        )
        labels = {plan.outcome: plan.outcome_label, **dict(plan.covariates)}
        for code, label in labels.items():
            self.fields[f"variable_{code}"] = forms.ChoiceField(
                label=_("Column with: %(what)s") % {"what": label},
                choices=[UNCHOSEN, *columns],
                error_messages=NEED_COLUMN,
                initial=guess(headers, code),
            )
        self.fields["leave_out_faulty"] = forms.BooleanField(
            label=_("Leave out rows that cannot be read"),
            required=False,
            help_text=_("They are counted and listed on the result. Without this, one such row stops the import."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("tried_value") and cleaned.get("tried_value") == cleaned.get("comparison_value"):
            self.add_error("comparison_value", _("The two groups need different values."))
        return cleaned

    def mapping(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {
            "unit": chosen["unit"],
            "arm": chosen["arm"],
            "arms": {
                chosen["tried_value"]: self.plan_.tried_arm,
                chosen["comparison_value"]: self.plan_.comparison_arm,
            },
            "variables": {code: chosen[f"variable_{code}"] for code in self.plan_.variables},
            "leave_out_faulty": chosen["leave_out_faulty"],
        }


def guess(headers: list[str], *words: str) -> str | None:
    """The header that is, or else contains, one of these words."""
    lowered = [code_of(header) for header in headers]
    for word in words:
        for number, header in enumerate(lowered):
            if header == word or (len(word) > 3 and word in header):
                return headers[number]
    return None


def values_hint(values: dict[str, list[str]]) -> str:
    few = {header: found for header, found in values.items() if 1 < len(found) <= 4}
    return "; ".join(f"{header}: {', '.join(found)}" for header, found in list(few.items())[:6])
