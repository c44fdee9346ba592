"""What every step has: its fields, what they show of a draft, and what they write into it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from labx.trials.plan.faults import Reading
from labx.trials.steps.draft import Draft

SHORT, LONG = {"rows": 2}, {"rows": 4}
HUNDRED = 100


def area(rows: dict[str, int]) -> forms.Textarea:
    return forms.Textarea(attrs=rows)


class LinesField(forms.CharField):
    """Several short texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]


class StepForm(forms.Form):
    """One step of the plan. `writes` are the parts of the plan that it writes: where a problem in them is mended."""

    do_not_call_in_templates = True  # a template shows the step itself, not a form of it
    slug = ""
    title: Any = ""
    lead: Any = ""
    writes: tuple[str, ...] = ()

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.prepare()

    def prepare(self) -> None:
        """Fields that depend on what the draft says already."""

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        """What the fields show of a draft."""
        return {name: draft[name] for name in cls.writes if name in draft}

    @classmethod
    def missing(cls, draft: Draft) -> list[str]:
        """What should be there before the plan is frozen, and does not stop it."""
        return []

    def written(self) -> Draft:
        """The parts as the fields have them now."""
        return {name: self.cleaned_data[name] for name in self.writes}

    def refuse(self, reading: Reading, fields: dict[str, str]) -> None:
        """Put what a reading refused beside the field where it is mended; `fields` leads from part to field."""
        for where, what in reading.problems:
            self.add_error(fields.get(where.split(".")[0]), what)


def percent_of(share: float | None) -> float | None:
    return None if share is None else round(share * HUNDRED, 10)


def numbers_in(text: str) -> list[float]:
    """Numbers of a line, with commas or points, apart by semicolons or spaces."""
    parts = text.replace(";", " ").replace("%", " ").replace(", ", " ").split()
    try:
        return [float(part.replace(",", ".")) for part in parts]
    except ValueError:
        raise forms.ValidationError(_("Write numbers with spaces between them, such as 50 25 25.")) from None
