"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from labx.core.gate import requires
from labx.core.search.find import find


@requires("core.search")
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "search/search.html", {"found": find(request.actor, request.GET.get("q", ""))})
