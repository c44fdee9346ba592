"""The page of a shared part, for whoever has its link: the chosen steps, to read or to fill in."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.packs.library import packs
from labx.core.packs.pack import Pack
from labx.desks.exits import exits_of
from labx.desks.saved.actions import shares
from labx.desks.saved.errors import LinkEnded
from labx.desks.saved.models import Share
from labx.desks.saved.parts import language_here
from labx.desks.wording import moment_words


@requires("saved.use_share")
@never_cache
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """The address is the secret: it goes to no other site and to no search engine."""
    try:
        answer = fill(request, secret) if request.method == "POST" else show(request, *shares.open_share(secret))
    except LinkEnded as problem:
        answer = render(request, "desks/saved/link_ended.html", {"problem": str(problem)}, status=410)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def show(request: HttpRequest, row: Share, part: dict[str, Any], **context: Any) -> HttpResponse:
    pack = packs().get(part["pack"])
    steps = [
        {**step, "is_done": step["name"] in part["done"], "note": part["notes"].get(step["name"], "")}
        for step in part["steps"][language_here(part)]
    ]
    shown = {"steps": steps, "share": row, "is_saved": "guardado" in request.GET, **(people_of(pack) if pack else {})}
    return render(request, "desks/saved/share.html", {**shown, **context})


def people_of(pack: Pack) -> dict[str, Any]:
    """Whom to talk to instead, as on every page of the desk."""
    review_by = moment_words(datetime.date.fromisoformat(pack.content["review_by"]))
    return {"pack": pack, "pack_name": pack.id.partition("/")[2], "exits": exits_of(pack), "review_by": review_by}


def fill(request: HttpRequest, secret: str) -> HttpResponse:
    """Ticks and notes; where another person wrote meanwhile, what was typed stays on the page."""
    row, part = shares.open_share(secret)
    done = request.POST.getlist("done")
    notes = {name[5:]: value for name, value in request.POST.items() if name.startswith("note-")}
    edition = request.POST.get("edition", "")
    try:
        shares.fill_share(
            by=request.actor, secret=secret, edition=int(edition) if edition.isdecimal() else 0, done=done, notes=notes
        )
    except EditedMeanwhile as problem:
        theirs = {name: note for name, note in part["notes"].items() if note != notes.get(name, "").strip()}
        both = {**part, "done": [*part["done"], *done], "notes": {**part["notes"], **notes}}
        return show(request, row, both, problem=str(problem), theirs=theirs)
    return redirect(f"{request.path}?guardado")
