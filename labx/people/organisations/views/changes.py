"""What happens to an entity: another name, its end, contacts; and records that stand twice."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.gate import requires
from labx.people.organisations import forms, queries, tables
from labx.people.organisations.actions import editing, merging
from labx.people.organisations.errors import OrganisationProblem
from labx.people.organisations.models import Contact, FormerName, Merge, Organisation, Partner, PublicEntity
from labx.people.organisations.views.records import record_of


def asked(request: HttpRequest, one: Organisation, form: Any, act: Callable[..., Any], page: str) -> HttpResponse:
    """A small form about one organisation: act on what it says, or say what is wrong with it."""
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.actor, **form.cleaned_data)
        except OrganisationProblem as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect(record_of(one))
    context = {"form": form, "organisation": one, "back_url": record_of(one)}
    return render(request, f"organisations/{page}.html", context)


def about(entity: PublicEntity, act: Callable[..., Any]) -> Callable[..., Any]:
    return lambda **words: act(entity=entity, **words)


@requires("organisations.edit", record=queries.entity_called)
def rename(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    return asked(
        request, entity, forms.RenameForm(request.POST or None), about(entity, editing.rename_entity), "rename"
    )


@requires("organisations.edit", record=queries.entity_called)
def add_former_name(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    form = forms.FormerNameForm(request.POST or None)
    return asked(request, entity, form, about(entity, editing.add_former_name), "former_name")


@requires("organisations.edit", record=queries.former_name_of)
@require_POST
def remove_former_name(request: HttpRequest, former: FormerName) -> HttpResponse:
    try:
        editing.remove_former_name(by=request.actor, former=former)
    except OrganisationProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The former name was removed."))
    return redirect(record_of(former.entity))


@requires("organisations.edit", record=queries.entity_called)
def end(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    return asked(request, entity, forms.EndForm(request.POST or None), about(entity, editing.end_entity), "end")


@requires("organisations.edit", record=queries.entity_called)
def reopen(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    return asked(
        request, entity, forms.ReasonForm(request.POST or None), about(entity, editing.reopen_entity), "reopen"
    )


@requires("organisations.edit", record=queries.entity_called)
def new_contact(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    form = forms.ContactForm(request.POST or None)
    return asked(request, entity, form, about(entity, editing.keep_contact), "contact")


@requires("organisations.edit", record=queries.contact_of)
def edit_contact(request: HttpRequest, contact: Contact) -> HttpResponse:
    form = forms.ContactForm(request.POST or None, instance=contact)

    def keep(**words: Any) -> Contact:
        return editing.keep_contact(entity=contact.entity, contact=contact, **words)

    return asked(request, contact.entity, form, keep, "contact")


@requires("organisations.edit", record=queries.contact_of)
@require_POST
def remove_contact(request: HttpRequest, contact: Contact) -> HttpResponse:
    editing.remove_contact(by=request.actor, contact=contact)
    messages.success(request, _("The contact was removed."))
    return redirect(record_of(contact.entity))


@requires("organisations.merge", record=queries.entity_called)
def merge_entity(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    return merged(request, entity, forms.MergeEntityForm)


@requires("organisations.merge", record=queries.partner_called)
def merge_partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    return merged(request, partner, forms.MergePartnerForm)


def merged(request: HttpRequest, kept: Organisation, form_class: type) -> HttpResponse:
    form = form_class(request.POST or None, initial={"duplicate": request.GET.get("repetida", "")})
    return asked(request, kept, form, lambda **words: merging.merge(kept=kept, **words), "merge")


@requires("organisations.merge", record=queries.merge_by_id)
def undo_merge(request: HttpRequest, merge: Merge) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    kept = queries.organisation_of(merge)
    return asked(request, kept, form, lambda **words: merging.undo_merge(merge=merge, **words), "undo_merge")


@requires("organisations.merge")
def entity_twins(request: HttpRequest) -> HttpResponse:
    return twins(request, tables.ENTITY_TWINS, PublicEntity, "organisations:entities")


@requires("organisations.merge")
def partner_twins(request: HttpRequest) -> HttpResponse:
    return twins(request, tables.PARTNER_TWINS, Partner, "organisations:partners")


def twins(request: HttpRequest, table: Any, model: type[Organisation], back: str) -> HttpResponse:
    listing = table.read(request, queries.standing_twice(model))
    context = {"listing": listing, "back": back}
    return listing.download() or render(request, "organisations/twins.html", context)
