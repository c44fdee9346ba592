"""The step that asks for the municipality: offered only where its holiday would move a date of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from labx.desks.cases import desk_of
from labx.desks.engine.places import municipalities_that_matter
from labx.desks.municipal import Municipality, all_municipalities
from labx.desks.telling import Told

if TYPE_CHECKING:
    from labx.desks.views import Conversation

OTHER = "other"


class MunicipalityForm(forms.Form):
    """One of the region, or another one."""

    municipality = forms.ChoiceField(
        label=_("In which municipality will you see to these steps?"),
        help_text=_("Its holiday may move a date. Only holidays that we could read somewhere are on the list."),
    )

    def __init__(self, known: Mapping[str, Municipality], data: Any = None, chosen: str = "") -> None:
        super().__init__(data, initial={"municipality": chosen})
        choices = [("", "—"), *((one.name, one.label) for one in known.values()), (OTHER, _("Another municipality"))]
        self.fields["municipality"].choices = choices


def in_region(told: Told) -> dict[str, Municipality]:
    """The municipalities where this case can be seen to: those of its region, all where it is not known."""
    region = told.made.settled.facts.get(desk_of(told.pack).region)
    return {name: one for name, one in all_municipalities().items() if region in (None, one.region)}


def asks_municipality(told: Told) -> bool:
    """Whether no municipality was named and the holiday of some would move a date."""
    if told.case.municipality:
        return False
    days = {name: one.days for name, one in in_region(told).items()}
    return bool(municipalities_that_matter(desk_of(told.pack), told.made, days))


def ask_municipality(conversation: Conversation) -> HttpResponse:
    """The question; with what was chosen, the plan and what changed in it."""
    request, case = conversation.request, conversation.case
    form = MunicipalityForm(
        in_region(conversation.told()), request.POST if "municipality" in request.POST else None, case.municipality
    )
    if not form.is_valid():
        return conversation.page("municipality", form=form)
    before = conversation.made()
    case.municipality = form.cleaned_data["municipality"]
    return conversation.show_plan(before)


MUNICIPAL_STEPS = {"municipality": ask_municipality}
