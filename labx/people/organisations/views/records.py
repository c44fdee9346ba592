"""Lists, records, and the forms that register and edit."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.people.organisations import forms, handed, queries, tables, telling
from labx.people.organisations.actions import editing, registering
from labx.people.organisations.errors import LooksLikeAnother, OrganisationProblem
from labx.people.organisations.models import Organisation, Partner, PublicEntity

MAY = ("edit", "merge", "see_contacts", "manage_affiliations", "bring")


def may(request: HttpRequest, record: Any = None) -> dict[str, bool]:
    return {name: policy.allows(request.actor, f"organisations.{name}", record) for name in MAY}


def record_of(one: Organisation) -> str:
    return tables.entity_url(one) if isinstance(one, PublicEntity) else tables.partner_url(one)


@requires("organisations.view")
def entities(request: HttpRequest) -> HttpResponse:
    listing = tables.ENTITIES.read(request, queries.entities())
    context = {"listing": listing, "may": may(request)}
    return listing.download() or render(request, "organisations/entities.html", context)


@requires("organisations.view")
def partners(request: HttpRequest) -> HttpResponse:
    listing = tables.PARTNERS.read(request, queries.partners())
    context = {"listing": listing, "may": may(request)}
    return listing.download() or render(request, "organisations/partners.html", context)


@requires("organisations.view", record=queries.entity_called)
def entity(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    if entity.merged_into:
        return redirect("organisations:entity", entity.standing.code)
    context = {
        "entity": entity,
        "moments": telling.moments_of(entity),
        "merges": telling.merges_of(entity),
        "parts": handed.parts_of(entity, request.actor),
        "may": may(request, entity),
        "affiliations": queries.standing_affiliations().filter(entity=entity).order_by("account__name"),
        "children": queries.entities().filter(parent=entity)[: telling.LISTED],
        "alike": queries.alike(entity),
    }
    return render(request, "organisations/entity.html", context)


@requires("organisations.view", record=queries.partner_called)
def partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    if partner.merged_into:
        return redirect("organisations:partner", partner.standing.code)
    context = {
        "partner": partner,
        "merges": telling.merges_of(partner),
        "parts": handed.parts_of(partner, request.actor),
        "may": may(request, partner),
        "alike": queries.alike(partner),
    }
    return render(request, "organisations/partner.html", context)


@requires("organisations.edit")
def new_entity(request: HttpRequest) -> HttpResponse:
    return begun(request, forms.EntityForm(request.POST or None), registering.register_entity, "new_entity")


@requires("organisations.edit")
def new_partner(request: HttpRequest) -> HttpResponse:
    return begun(request, forms.PartnerForm(request.POST or None), registering.register_partner, "new_partner")


def begun(request: HttpRequest, form: Any, register: Callable[..., Organisation], page: str) -> HttpResponse:
    others: list[Organisation] = []
    if request.method == "POST" and form.is_valid():
        try:
            new = register(by=request.actor, is_another=form.cleaned_data["is_another"], **form.words())
        except LooksLikeAnother as problem:
            form.ask_whether_another()
            form.add_error(problem.field, str(problem))
            others = list(problem.others)
        except OrganisationProblem as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, _("Registered."))
            return redirect(record_of(new))
    found = [(one, record_of(one)) for one in others]
    return render(request, f"organisations/{page}.html", {"form": form, "others": found})


@requires("organisations.edit", record=queries.entity_called)
def edit_entity(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    form = forms.EntityForm(request.POST or None, instance=entity)
    return edited(request, form, editing.edit_entity, "entity", queries.entity_called(entity.code))


@requires("organisations.edit", record=queries.partner_called)
def edit_partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    form = forms.PartnerForm(request.POST or None, instance=partner)
    return edited(request, form, editing.edit_partner, "partner", queries.partner_called(partner.code))


def edited(request: HttpRequest, form: Any, edit: Callable[..., Organisation], kind: str, stored: Any) -> HttpResponse:
    """Save; a later edition by someone else is said, and what was typed stays."""
    if request.method == "POST" and form.is_valid():
        edition = form.cleaned_data["edition"] or 0
        try:
            edit(by=request.actor, edition=edition, **{kind: stored}, **form.words())
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            now = type(stored).objects.get(pk=stored.pk)
            set_beside(form, {name: getattr(now, name) for name in form.words()}, now.edition)
        except OrganisationProblem as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect(record_of(stored))
    context = {"form": form, "name": stored.name, "back_url": record_of(stored)}
    return render(request, f"organisations/edit_{kind}.html", context)
