"""What is asked of organisations."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.people.organisations import nipc
from labx.people.organisations.fields import EntityField
from labx.people.organisations.intake import COLUMNS, NEEDED, columns_of
from labx.people.organisations.models import Contact, Import, Partner, PublicEntity
from labx.people.organisations.names import key_of

SHORT = forms.Textarea(attrs={"rows": 2})
# Other words that files use for a column, as key_of writes them.
ALSO_CALLED = {
    "name": ("nome", "designacao", "denominacao", "entidade", "parceiro"),
    "nipc": ("nif", "numero identificacao pessoa coletiva"),
    "level": ("nivel",),
    "kind": ("tipo",),
    "acronym": ("sigla",),
    "district": ("distrito",),
    "parent": ("nipc tutela", "tutela"),
    "without_nipc": ("motivo",),
    "email": ("mail", "email", "correio eletronico"),
    "phone": ("telefone",),
    "website": ("site", "pagina", "url"),
}


class OrganisationForm(forms.ModelForm):
    """`is_another` is asked only once something alike was found."""

    website = forms.URLField(label=_("Web page"), required=False, max_length=200, assume_scheme="https")
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_another = forms.BooleanField(
        label=_("It is another organisation, not the one named above"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nipc"].max_length = None
        self.fields["nipc"].validators = []
        self.fields["nipc"].widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 12})
        self.initial.setdefault("edition", self.instance.edition)
        self.initial.setdefault("website", self.instance.website)

    def clean_nipc(self) -> str | None:
        text = self.cleaned_data["nipc"]
        try:
            return nipc.checked(text) if text else None
        except nipc.BadNipc as error:
            raise forms.ValidationError(str(error)) from None

    def ask_whether_another(self) -> None:
        self.fields["is_another"].widget = forms.CheckboxInput()

    def validate_constraints(self) -> None:
        """The action says whose number it is."""

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*self._meta.fields, "website")}


class EntityForm(OrganisationForm):
    parent = EntityField(label=_("Belongs to"), required=False)

    class Meta:
        model = PublicEntity
        fields = (
            "name",
            "acronym",
            "nipc",
            "without_nipc",
            "level",
            "district",
            "parent",
            "email",
            "phone",
        )
        help_texts = {
            "nipc": _("Nine digits. Leave empty only if there is none, and say why."),
            "without_nipc": _("For example: foreign body, or a service that is part of another legal person."),
            "district": _("Where its seat is. Leave open for a body of the whole country."),
        }


class PartnerForm(OrganisationForm):
    class Meta:
        model = Partner
        fields = ("name", "acronym", "kind", "nipc", "district", "email", "phone")
        help_texts = {"nipc": _("Nine digits, if it has one.")}


class RenameForm(forms.Form):
    name = forms.CharField(label=_("New name"), max_length=240)
    on = forms.DateField(label=_("First day of the new name"), help_text=_("For example 31/12/2026."))
    why = forms.CharField(label=_("Law or order"), max_length=240, required=False)


class FormerNameForm(forms.Form):
    name = forms.CharField(label=_("Former name"), max_length=240)
    replaced_on = forms.DateField(
        label=_("Day on which another name took its place"), help_text=_("For example 31/12/2026.")
    )


class EndForm(forms.Form):
    on = forms.DateField(label=_("Day on which it ended"), help_text=_("For example 31/12/2026."))
    ended_by = forms.CharField(label=_("Law or order"), max_length=240, required=False)
    successor = EntityField(label=_("Who took over its work"), required=False)


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300, help_text=_("Stays in the history."))


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("name", "post", "email", "phone")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (cleaned.get("email") or cleaned.get("phone")):
            raise forms.ValidationError(_("Write an e-mail or a telephone: one of the two is needed."))
        return cleaned


class MergeEntityForm(ReasonForm):
    field_order = ("duplicate", "why")
    duplicate = EntityField(label=_("The duplicate"), help_text=_("Its code, NIPC or name. This record stays."))


class MergePartnerForm(ReasonForm):
    field_order = ("duplicate", "why")
    duplicate = forms.CharField(label=_("The duplicate"), help_text=_("Its code, NIPC or name. This record stays."))

    def clean_duplicate(self) -> Partner:
        from labx.people.organisations import queries

        found = list(queries.partners_named_so(self.cleaned_data["duplicate"])[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("Write the code of the partner: it ends the address of its page."))
        return found[0]


class AffiliationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of the account"), help_text=_("The person needs an account: invite them first.")
    )


class AbsenceForm(forms.Form):
    """Which of one's project roles another account may use, from when until when."""

    stands_in = forms.EmailField(
        label=_("E-mail of who acts for you"), help_text=_("A colleague with an account here.")
    )
    begins_on = forms.DateField(label=_("First day"), help_text=_("For example 31/12/2026."))
    ends_on = forms.DateField(label=_("Last day"), help_text=_("It ends by itself on that day, 90 days at most."))
    roles = forms.MultipleChoiceField(
        label=_("What they may do meanwhile"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you choose, and only while you yourself have that role."),
    )

    def __init__(self, *args: Any, held: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {one.key: one for one in held}
        self.fields["roles"].choices = [(one.key, one.label) for one in held]

    def clean_begins_on(self) -> dt.date:
        day = self.cleaned_data["begins_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Write today or a later day."))
        return day

    def lent(self) -> list[Any]:
        return [self.held[key] for key in self.cleaned_data["roles"]]


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it holds"), choices=Import.Kind.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, one organisation a row, headers in the first row.")
    )
    source = forms.CharField(
        label=_("Where the data come from"), widget=SHORT, help_text=_("Office, system or publication, and its date.")
    )


def columns_that_read_so(kind: str, headers: list[str]) -> dict[str, str]:
    """The header of each column that is called as the page calls it, or as files often do."""
    by_key = {key_of(header): header for header in headers if header}
    found = {}
    for key in columns_of(kind):
        words = (key_of(str(COLUMNS[key])), key, *ALSO_CALLED.get(key, ()))
        if called := [by_key[word] for word in words if word in by_key]:
            found[key] = called[0]
    return found


class ColumnsForm(forms.Form):
    """Which header of the file says what; those that read like a field are chosen beforehand."""

    def __init__(self, *args: Any, kind: str, headers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(header, header) for header in headers if header]
        likely = columns_that_read_so(kind, headers)
        for key in columns_of(kind):
            needed = key in NEEDED[kind]
            first = ("", _("Choose the column") if needed else _("There is none"))
            self.fields[key] = forms.ChoiceField(
                label=_("Column with: %(what)s") % {"what": COLUMNS[key]},
                choices=[first, *offered],
                required=needed,
                initial=likely.get(key, ""),
                error_messages={"required": _("Choose the column. If the file has none, add it to the file.")},
            )

    def columns(self) -> dict[str, str]:
        return {key: header for key, header in self.cleaned_data.items() if header}


class DecideForm(forms.Form):
    """What to do with rows that are faulty or look like others; asked only where there are some."""

    def __init__(self, *args: Any, file: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file.similar_rows:
            self.fields["similar"] = forms.ChoiceField(
                label=_("Rows whose name looks like another's"),
                choices=(("leave", _("Leave them out: they are the same")), ("take", _("Take them: they are others"))),
                widget=forms.RadioSelect,
            )
        if file.faulty_rows:
            self.fields["without_faulty"] = forms.BooleanField(
                label=_("Take the good rows and leave the faulty ones out"),
                help_text=_("You can download the faulty rows, mend them and bring them later."),
                error_messages={"required": _("Say that they are left out, or mend the file and bring it again.")},
            )

    def decided(self) -> dict[str, bool]:
        return {
            "similar_too": self.cleaned_data.get("similar") == "take",
            "without_faulty": self.cleaned_data.get("without_faulty", False),
        }
