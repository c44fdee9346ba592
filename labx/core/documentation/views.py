"""Pages of the documentation, for everyone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from labx.core.documentation import library
from labx.core.files.sending import send_file
from labx.core.gate import requires


@requires("core.see_public_pages")
@require_safe
def page(request: HttpRequest, address: str = "") -> HttpResponse:
    document = library.documents().get(address)
    if document is None:
        raise Http404(address)
    index = library.documents()[""]
    return render(request, "documentation/page.html", {"document": document, "index": index})


@requires("core.see_public_pages")
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    found = library.picture(name)
    if found is None:
        raise Http404(name)
    path, media_type = found
    return send_file(request, path, content_type=media_type)
