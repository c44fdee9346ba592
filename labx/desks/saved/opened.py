"""A case that was opened away from its own desk: one button leads there, with the case in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from labx.core.packs.library import packs
from labx.desks.sealing import CaseFile


def opened_elsewhere(request: HttpRequest, case: CaseFile) -> HttpResponse:
    pack = packs().get(case.pack)
    if pack is None:
        return render(request, "desks/saved/no_desk.html", status=410)
    shown = {
        "sealed": case.seal(),
        "desk": pack.title(get_language() or "pt"),
        "desk_url": reverse("desks:desk", args=[case.pack.partition("/")[2]]),
    }
    return render(request, "desks/saved/opened.html", shown)
