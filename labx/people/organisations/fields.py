"""A field that names an entity: by name, NIPC or code, among very many."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.people.organisations import queries
from labx.people.organisations.models import PublicEntity
from labx.people.organisations.names import key_of

OFFERED = 500


class EntityInput(forms.TextInput):
    """A text box that offers names while one writes, where there are not too many."""

    template_name = "organisations/entity_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        names_id = f"nomes-{name}"
        context = super().get_context(name, value, {**(attrs or {}), "list": names_id, "autocomplete": "off"})
        names = queries.choices().order_by("name_key").values_list("name", flat=True)[: OFFERED + 1]
        return {**context, "names": [] if len(names) > OFFERED else names, "names_id": names_id}


class EntityField(forms.CharField):
    """Gives the PublicEntity that was named, or nothing. What is not found is answered with what is near."""

    widget = EntityInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("Its name, NIPC or code."))
        super().__init__(max_length=240, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, PublicEntity):
            return value.name
        found = PublicEntity.objects.filter(pk=value).first() if value and not isinstance(value, str) else None
        return found.name if found else value

    def clean(self, value: Any) -> PublicEntity | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(queries.named_so(text)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("Several entities are called so. Write the NIPC of the one you mean."))
        near = queries.alike(PublicEntity(name=text)) or list(queries.near_names(key_of(text))[:3])
        if not near:
            raise forms.ValidationError(_("There is no such entity. Register it first, or correct the name."))
        names = "; ".join(f"{one.name} ({one.nipc or one.code})" for one in near)
        raise forms.ValidationError(_("There is no such entity. Did you mean: %(names)s?") % {"names": names})
