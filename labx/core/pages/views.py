"""Views of the frame: how pages look, and how accessible they are."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from labx.core.gate import requires
from labx.core.pages import appearance


def safe_return(request: HttpRequest) -> str:
    """The page the reader came from, when it is one of ours."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else "/"


@requires("core.see_public_pages")
@require_POST
def set_appearance(request: HttpRequest) -> HttpResponse:
    return appearance.keep(request, HttpResponseRedirect(safe_return(request)))


@requires("core.see_public_pages")
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")
