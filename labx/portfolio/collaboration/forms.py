"""Forms of working together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.models import Account
from labx.portfolio.collaboration.content import KEPT
from labx.portfolio.collaboration.models import Task
from labx.portfolio.forms import EditionField
from labx.portfolio.models import Project

LONG = forms.Textarea(attrs={"rows": 4})


class OnceField(forms.UUIDField):
    """A name given when the form is shown, so that sending it twice does it once."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=new_id, required=False)


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Your comment"),
        widget=LONG,
        max_length=10_000,
        help_text=_("Write @ and a name to call someone of the team: they are told."),
    )
    id = OnceField()


class EditCommentForm(forms.Form):
    text = forms.CharField(
        label=_("Your comment"),
        widget=LONG,
        max_length=10_000,
        help_text=_("Everyone here can read what it said before."),
    )
    edition = EditionField()


class DeleteCommentForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=500, help_text=_("Stays in the project's history."))


class TaskForm(forms.ModelForm):
    id = OnceField()

    class Meta:
        model = Task
        fields = ("title", "assignee", "due_on", "details")
        field_classes = {"due_on": forms.DateField}
        widgets = {"details": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"due_on": _("For example 31/12/2026."), "title": _("A verb and a thing: “Call the registry”.")}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Account.objects.filter(memberships__project=project, is_active=True)
        self.fields["assignee"].queryset = team.distinct().order_by("name")
        self.fields["assignee"].empty_label = str(_("nobody yet"))


class EditTaskForm(TaskForm):
    id = None
    edition = EditionField()


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"))
    description = forms.CharField(
        label=_("What it is"), max_length=200, help_text=_("So that nobody has to open it to know.")
    )
    id = OnceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(sorted(KEPT))
        self.fields["file"].help_text = _(
            "Up to 25 MB: %(endings)s. Pictures are kept without the place, date and camera written in them."
        ) % {"endings": ", ".join(sorted(ending.removeprefix(".") for ending in KEPT))}


class RestoreForm(forms.Form):
    version = forms.UUIDField(widget=forms.HiddenInput)
    edition = EditionField()
