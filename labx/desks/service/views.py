"""How a desk serves: for its owner, and for everyone where the owner wishes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.packs.pack import Pack
from labx.desks import queries as desks
from labx.desks.service import actions, costing, queries, tables
from labx.desks.service.assuming import edition_of, last_kept, standing
from labx.desks.service.demo import INVENTED
from labx.desks.service.forms import KeepForm, form_sent
from labx.desks.service.pictures import pictures
from labx.desks.service.policy import is_public
from labx.desks.service.reckoning import falls, figures


@requires("service.see", record=desks.find)
def desk(request: HttpRequest, pack: Pack) -> HttpResponse:
    may_publish = policy.allows(request.actor, "service.publish", pack)
    return shown(
        request,
        pack,
        "service/desk.html",
        may_publish=may_publish,
        is_public=is_public(pack),
        may_assume=policy.allows(request.actor, "service.assume", pack),
    )


@requires("service.read_public", record=desks.find)
def public(request: HttpRequest, pack: Pack) -> HttpResponse:
    return shown(request, pack, "service/public.html")


def shown(request: HttpRequest, pack: Pack, template: str, **context: Any) -> HttpResponse:
    name = pack.id.partition("/")[2]
    counts = queries.settled_lately(name)
    found, pages = figures(counts), falls(counts)
    assumed = standing(name).values()
    assumptions = form_sent(request.GET, assumed)
    ranges = costing.ranges_of(assumptions)
    cost_rows = costing.cost_rows(found, ranges)
    lists = {
        "by_month": tables.FIGURES.read(request, found),
        "ends": tables.FALLS.read(request, pages),
        "costs": tables.COSTS.read(request, cost_rows),
        "assumed": tables.ASSUMPTIONS.read(request, costing.assumption_rows(ranges, assumed)),
    }
    if (taken := next(filter(None, (one.download() for one in lists.values())), None)) is not None:
        return taken
    common = {
        **lists,
        "assumptions": assumptions,
        "cost_sentence": costing.cost_sentence(cost_rows),
        "name": name,
        "title": pack.title(get_language() or "pt"),
        "charts": pictures(found, pages),
        "last_week": max((one.week for one in counts), default=None),
        "is_invented": any(one.version == INVENTED for one in counts),
    }
    return render(request, template, {**common, **context})


@requires("service.publish", record=desks.find)
def publication(request: HttpRequest, pack: Pack) -> HttpResponse:
    """Asked for by a page, done by a button."""
    name = pack.id.partition("/")[2]
    if request.method != "POST":
        return render(request, "service/publication.html", {"name": name, "is_public": is_public(pack)})
    if is_public(pack):
        actions.withdraw(by=request.actor, pack=pack)
        messages.success(request, _("The figures are no longer public."))
    else:
        actions.publish(by=request.actor, pack=pack)
        messages.success(request, _("Everyone can see the figures now."))
    return redirect("service:desk", name)


@requires("service.assume", record=desks.find)
def assumptions(request: HttpRequest, pack: Pack) -> HttpResponse:
    """Kept for everyone with their source; what was kept last can be taken back."""
    name = pack.id.partition("/")[2]
    is_sent, is_undo = request.method == "POST", request.POST.get("go") == "take-back"
    form = KeepForm(request.POST if is_sent and not is_undo else None, assumed=standing(name).values())
    form.initial["edition"] = edition_of(name)
    form.begin_with(request.GET)
    if is_sent and (taken_back(request, pack) if is_undo else kept(request, pack, form)):
        return redirect("service:desk", name)
    title = pack.title(get_language() or "pt")
    context = {"name": name, "title": title, "form": form, "last": last_kept(name), "edition": edition_of(name)}
    return render(request, "service/assumptions.html", context)


def kept(request: HttpRequest, pack: Pack, form: KeepForm) -> bool:
    """Whether it was done; the numbers stay in the form where it was not."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    words = {"edition": given["edition"], "source": given["source"], "ranges": form.ranges()}
    try:
        actions.keep_assumptions(by=request.actor, pack=pack, **words)
    except EditedMeanwhile as problem:
        form.add_error(None, str(problem))
        form.data = {**form.data.dict(), "edition": str(edition_of(pack.id.partition("/")[2]))}
        return False
    messages.success(request, _("Kept for everyone."))
    return True


def taken_back(request: HttpRequest, pack: Pack) -> bool:
    edition = request.POST.get("edition", "")
    try:
        actions.take_back_assumptions(by=request.actor, pack=pack, edition=int(edition) if edition.isdecimal() else -1)
    except EditedMeanwhile as problem:
        messages.error(request, str(problem))
        return False
    messages.success(request, _("Taken back."))
    return True
