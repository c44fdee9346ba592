"""Forms that bring a trial's data in: the file, how it is written, which column says what."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.core.tables.formats import TableFormat
from labx.trials.codes import code_of
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.registry import columns_of, design_of
from labx.trials.plan.shape import Plan

SHORT = forms.Textarea(attrs={"rows": 2})


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Table of data"), help_text=_("CSV, XLSX or Parquet, one row each, headers in the first row.")
    )
    source = forms.CharField(
        label=_("Where the data come from"),
        widget=SHORT,
        help_text=_("Office, system or publication, and its date."),
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
    """Which column says what; the arms' and subgroups' words are listed from the file."""

    def __init__(self, *args: Any, headers: list[str], values: dict[str, list[str]], plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_, self.headers = plan, headers
        self.columns_ = columns_of(plan)
        self.choices = [(header, header) for header in headers if header]
        if not design_of(plan).is_repeated:
            self.fields["unit"] = self.unit_field()
        if plan.arms:
            self.add_arms(values_hint(values))
        for place, column in enumerate(self.columns_):
            self.fields[self.name_of(column)] = self.column_field(column)
            for number, (_code, label) in enumerate(column.values):
                self.fields[f"word_{place}_{number}"] = forms.CharField(
                    label=_("In “%(column)s”, the value for: %(group)s") % {"column": column.label, "group": label},
                    initial=label,
                )
        self.fields["leave_out_faulty"] = forms.BooleanField(
            label=_("Leave out rows that cannot be read"),
            required=False,
            help_text=_("They are counted and listed on the result. Without this, one such row stops the import."),
        )

    @staticmethod
    def name_of(column: DataColumn) -> str:
        return f"variable_{column.name}"

    def unit_field(self) -> forms.Field:
        return forms.ChoiceField(
            label=_("Column that names each one"),
            choices=[NO_COLUMN, *self.choices],
            required=False,
            help_text=_("Used to find whoever stands twice, then forgotten. Choose none if each row is another one."),
        )

    def column_field(self, column: DataColumn) -> forms.Field:
        return forms.ChoiceField(
            label=_("Column with: %(what)s") % {"what": column.label},
            choices=[UNCHOSEN, *self.choices],
            error_messages=NEED_COLUMN,
            help_text=column.hint,
            initial=guess(self.headers, column.name),
        )

    def add_arms(self, hint: str) -> None:
        self.fields["arm"] = forms.ChoiceField(
            label=_("Column that says the group"),
            choices=[UNCHOSEN, *self.choices],
            error_messages=NEED_COLUMN,
            initial=guess(self.headers, "arm", "group", "grupo", "treat"),
        )
        for place, arm in enumerate(self.plan_.arms):
            self.fields[f"arm_{place}"] = forms.CharField(
                label=_("Its value for: %(group)s") % {"group": arm.label},
                help_text=_("In the file: %(values)s") % {"values": hint} if hint and not place else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_twice(f"arm_{place}" for place in range(len(self.plan_.arms)))
        for place, column in enumerate(self.columns_):
            self.refuse_twice(f"word_{place}_{number}" for number in range(len(column.values)))
        return cleaned

    def refuse_twice(self, names: Iterable[str]) -> None:
        """Two groups cannot go by the same word."""
        taken: set[str] = set()
        for name in names:
            value = self.cleaned_data.get(name)
            if value in taken:
                self.add_error(name, _("The two groups need different values."))
            taken.update({value} if value else set())

    def mapping(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {
            "unit": chosen.get("unit", ""),
            "arm": chosen.get("arm", ""),
            "arms": {chosen[f"arm_{place}"]: arm.code for place, arm in enumerate(self.plan_.arms)},
            "variables": {column.name: chosen[self.name_of(column)] for column in self.columns_},
            "words": {
                column.name: {
                    chosen[f"word_{place}_{number}"]: code for number, (code, _label) in enumerate(column.values)
                }
                for place, column in enumerate(self.columns_)
                if column.values
            },
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
