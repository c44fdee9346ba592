"""Forms of learning."""

from typing import Any

from django import forms
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _

from labx.portfolio.forms import LONG, SHORT, ButtonsForm, EditionField
from labx.portfolio.learning.graph import Relation
from labx.portfolio.learning.models import (
    Assumption,
    Criterion,
    Finding,
    Idea,
    Kind,
    Prototype,
    TaskResult,
    TestFinding,
)
from labx.portfolio.learning.models.evidence import FINDINGS
from labx.portfolio.learning.models.ideas import HIGHEST
from labx.portfolio.learning.nodes import EvidenceGraph
from labx.portfolio.models import Project, Strength

MOST_LETTERS = 90
CRITERIA_ROWS = 8
LONGEST_TASK = 300


def node_choices(evidence: EvidenceGraph, *, without: Any = None, kinds: Any = tuple(Kind)) -> list[tuple[str, Any]]:
    """Things of the graph by kind, as a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for node in evidence.some(set(evidence.nodes)):
        if node.id != without and node.kind in kinds:
            title = Truncator(node.title).chars(MOST_LETTERS)
            groups.setdefault(str(node.kind.label), []).append((str(node.id), title))
    return [("", "—"), *groups.items()]


class AddressField(forms.URLField):
    """An address of the web, which may be left out."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        super().__init__(label=capfirst(label), help_text=help_text, required=False, assume_scheme="https")


class FindingForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in FINDINGS],
        widget=forms.RadioSelect,
        initial=Kind.OBSERVATION.value,
        help_text=_("An observation is what was seen or said. An insight is what you understood from observations."),
    )
    url = AddressField(_("link to it"))

    class Meta:
        model = Finding
        fields = ("kind", "statement", "source", "url")
        widgets = {"statement": SHORT}
        help_texts = {
            "statement": _("One thing, in one or two sentences, without names of people."),
            "source": _("Interview E07 at minute 12, row 340 of the survey, photograph 3. An observation needs it."),
        }


class EditFindingForm(FindingForm):
    kind = None
    edition = EditionField()

    class Meta(FindingForm.Meta):
        fields = ("statement", "source", "url")


class LinkForm(forms.Form):
    """From the thing whose page it stands on, or to it."""

    direction = forms.ChoiceField(
        label=_("Which way"),
        choices=[("from", _("This bears on the other")), ("to", _("The other bears on this"))],
        widget=forms.RadioSelect,
        initial="from",
    )
    other = forms.ChoiceField(label=_("The other"))
    relation = forms.ChoiceField(
        label=_("How"),
        choices=[(Relation.SUPPORTS.value, _("Supports")), (Relation.CONTRADICTS.value, _("Contradicts"))],
        widget=forms.RadioSelect,
        initial=Relation.SUPPORTS.value,
    )
    strength = forms.ChoiceField(label=_("Strength"), choices=Strength.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why it bears on it"), widget=SHORT)

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = choices


class AssumptionForm(ButtonsForm):
    class Meta:
        model = Assumption
        fields = ("side", "statement", "importance", "uncertainty", "protocol", "prototype", "activity")
        widgets = {"statement": SHORT, "side": forms.RadioSelect}
        help_texts = {
            "statement": _("A sentence that could turn out false."),
            "importance": _("1: it would go on without it. 5: everything falls without it."),
            "uncertainty": _("1: we have evidence. 5: we are guessing."),
            "activity": _("An interview, a call, a legal opinion."),
        }
        labels = {"protocol": _("Protocol that tests it"), "prototype": _("Prototype that tests it")}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["protocol"].queryset = project.protocols.all()
        self.fields["prototype"].queryset = project.prototypes.all()


class EditAssumptionForm(AssumptionForm):
    edition = EditionField()


class SettleForm(forms.Form):
    has_held = forms.TypedChoiceField(
        label=_("What happened"),
        choices=[("yes", _("It held")), ("no", _("It failed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    evidence = forms.ChoiceField(
        label=_("Evidence"), required=False, help_text=_("Something of this project's evidence; write it down first.")
    )
    why = forms.CharField(label=_("What the evidence says of it"), widget=SHORT)

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = choices


class IdeaForm(forms.ModelForm):
    class Meta:
        model = Idea
        fields = ("title", "description")
        widgets = {"description": LONG}


class EditIdeaForm(forms.ModelForm):
    edition = EditionField()

    class Meta:
        model = Idea
        fields = ("title", "description", "set_aside_why")
        widgets = {"description": LONG, "set_aside_why": SHORT}
        help_texts = {"set_aside_why": _("Only to take it out of the comparison. Empty it to bring the idea back.")}


class CriteriaForm(forms.Form):
    """Up to eight criteria with their weights."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        initial = {}
        for place, criterion in enumerate(criteria):
            initial |= {f"title_{place}": criterion.title, f"weight_{place}": criterion.weight}
        super().__init__(*args, initial=initial, **kwargs)
        for place in range(CRITERIA_ROWS):
            number = {"number": place + 1}
            self.fields[f"title_{place}"] = forms.CharField(
                label=_("Criterion %(number)s") % number, max_length=120, required=False
            )
            self.fields[f"weight_{place}"] = forms.FloatField(
                label=_("Weight of criterion %(number)s") % number, min_value=0, required=False, localize=True
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for place in range(CRITERIA_ROWS):
            title, weight = cleaned.get(f"title_{place}"), cleaned.get(f"weight_{place}")
            if title and weight is None and f"weight_{place}" not in self.errors:
                self.add_error(f"weight_{place}", _("Give this criterion a weight, such as 2."))
        return cleaned

    def criteria(self) -> list[tuple[str, float]]:
        rows = [(self.cleaned_data[f"title_{n}"], self.cleaned_data[f"weight_{n}"]) for n in range(CRITERIA_ROWS)]
        return [(title, weight) for title, weight in rows if title]


class ScoresForm(forms.Form):
    """Every idea on every criterion, from 0 to 5."""

    def __init__(self, *args: Any, ideas: list[Idea], criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ideas, self.criteria = ideas, criteria
        choices = [("", "—"), *((str(value), str(value)) for value in range(HIGHEST + 1))]
        for idea in ideas:
            for criterion in criteria:
                self.fields[self.name(idea, criterion)] = forms.ChoiceField(
                    label=f"{idea.title}: {criterion.title}", choices=choices
                )

    @staticmethod
    def name(idea: Idea, criterion: Criterion) -> str:
        return f"score_{idea.id}_{criterion.id}"

    def scores(self) -> dict[Any, dict[Any, int]]:
        return {
            idea.id: {one.id: int(self.cleaned_data[self.name(idea, one)]) for one in self.criteria}
            for idea in self.ideas
        }


def tasks_in(text: str) -> list[str]:
    """One task a line; empty lines say nothing."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class PrototypeForm(ButtonsForm):
    url = AddressField(_("where it can be seen"), _("A file or an address, if there is one."))
    tasks = forms.CharField(
        label=_("Tasks"), widget=LONG, required=False, help_text=_("What people will be asked to do, one a line.")
    )

    class Meta:
        model = Prototype
        fields = ("name", "idea", "fidelity", "url", "changed")
        widgets = {"fidelity": forms.RadioSelect, "changed": SHORT}
        help_texts = {"changed": _("Since the version before.")}
        labels = {"idea": _("Idea")}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idea"].queryset = project.ideas.all()

    def clean_tasks(self) -> str:
        if any(len(task) > LONGEST_TASK for task in tasks_in(self.cleaned_data["tasks"])):
            raise forms.ValidationError(_("A task is one short sentence of at most 300 letters."))
        return self.cleaned_data["tasks"]

    def words(self) -> dict[str, Any]:
        return {**self.cleaned_data, "tasks": tasks_in(self.cleaned_data["tasks"])}


class EditPrototypeForm(PrototypeForm):
    edition = EditionField()


class SessionForm(forms.Form):
    participant_code = forms.CharField(
        label=_("Code of the participant"), max_length=40, help_text=_("P1, P2: never a name or an e-mail.")
    )
    held_on = forms.DateField(label=_("Day of the session"), help_text=_("For example 31/12/2026."))

    def __init__(self, *args: Any, prototype: Prototype, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = list(prototype.tasks.all())
        for task in self.tasks:
            self.add_task(task.id, task.text)
        self.fields["note"] = forms.CharField(
            label=_("What was noticed"), widget=SHORT, required=False, help_text=_("Without names of people.")
        )

    def add_task(self, key: Any, text: str) -> None:
        said = {"task": text}
        self.fields[f"success_{key}"] = forms.ChoiceField(
            label=text, choices=TaskResult.Success.choices, widget=forms.RadioSelect, required=False
        )
        self.fields[f"seconds_{key}"] = forms.IntegerField(
            label=_("Seconds it took: %(task)s") % said, min_value=0, max_value=10**6, required=False
        )
        self.fields[f"errors_{key}"] = forms.IntegerField(
            label=_("Errors: %(task)s") % said, min_value=0, max_value=10**4, required=False
        )
        self.fields[f"quote_{key}"] = forms.CharField(
            label=_("In their words: %(task)s") % said, widget=SHORT, required=False
        )

    def results(self) -> dict[Any, dict[str, Any]]:
        """Tasks without a success were not tried."""
        names = ("success", "seconds", "errors", "quote")
        rows = {task.id: {name: self.cleaned_data.get(f"{name}_{task.id}") for name in names} for task in self.tasks}
        return {key: row for key, row in rows.items() if row["success"]}


class TestFindingForm(ButtonsForm):
    class Meta:
        model = TestFinding
        fields = ("statement", "verdict", "reason")
        widgets = {"statement": SHORT, "verdict": forms.RadioSelect, "reason": SHORT}
