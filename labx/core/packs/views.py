"""Pages of packs: anyone may read where the content comes from and when it was last reviewed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.gate import requires
from labx.core.packs import queries
from labx.core.packs.actions import install_pack
from labx.core.packs.problems import PackRefused
from labx.core.packs.queries import PackInHand


@requires("core.see_packs")
def index(request: HttpRequest) -> HttpResponse:
    language, may_install = get_language(), policy.allows(request.actor, "core.install_pack")
    found = [(held.pack.title(language), held) for held in queries.packs_in_hand()]
    refused = queries.refused_packs() if may_install else []
    return render(request, "packs/index.html", {"packs": found, "refused": refused})


@requires("core.see_packs", record=queries.pack_called)
def pack(request: HttpRequest, held: PackInHand) -> HttpResponse:
    context = {
        "held": held,
        "pack": held.pack,
        "title": held.pack.title(get_language()),
        "results": held.results,
        "may_install": policy.allows(request.actor, "core.install_pack"),
    }
    return render(request, "packs/pack.html", context)


@requires("core.see_packs", record=queries.pack_called)
def download(request: HttpRequest, held: PackInHand) -> HttpResponse:
    """The pack as another laboratory installs it."""
    name = f"{held.slug}-{held.pack.version}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(held.pack.as_zip(), content_type="application/zip", headers=headers)


@requires("core.install_pack", record=queries.pack_called)
@require_POST
def install(request: HttpRequest, held: PackInHand) -> HttpResponse:
    try:
        row = install_pack(by=request.actor, pack=held.pack)
    except PackRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Version {version} is installed.").format(version=row.version))
    return redirect("packs:pack", held.pack.room, held.slug)
