"""One's own data: what there is, asking, following, the copy, the receipt."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from labx.core.frozen.canonical import canonical, digest
from labx.core.frozen.keyring import KeyProblem
from labx.core.frozen.signing import Signature, SignatureInvalid, verify
from labx.core.gate import requires
from labx.core.personal import personal_data
from labx.people.rights import forms, queries
from labx.people.rights.actions import copies, requests
from labx.people.rights.actions.erasure import PURPOSE
from labx.people.rights.copying import Copy, counts_of
from labx.people.rights.errors import RightsProblem
from labx.people.rights.models import Erasure, Kind, Request
from labx.people.rights.tables import OWN_REQUESTS
from labx.people.rights.views.page import acted, sent

ASKING = {
    Kind.RECTIFICATION: (forms.WishForm, gettext_lazy("Ask for a correction")),
    Kind.OBJECTION: (forms.WishForm, gettext_lazy("Object to a use of your data")),
    Kind.ACCESS: (forms.OptionalWishForm, gettext_lazy("Ask for a copy made for you")),
    Kind.ERASURE: (forms.EraseWishForm, gettext_lazy("Ask for the erasure of your data")),
}


@requires("rights.ask")
def index(request: HttpRequest) -> HttpResponse:
    person = copies.own_person(request.actor)
    listing = OWN_REQUESTS.read(request, queries.own_requests(request.actor))
    return render(request, "rights/own.html", {"counts": counts_of(person), "listing": listing})


@requires("rights.ask")
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in ASKING:
        raise Http404
    form_class, title = ASKING[Kind(kind)]
    form = form_class(sent(request))

    def act(wish: str, understood: bool = True) -> Request:
        return requests.ask(by=request.actor, kind=kind, wish=wish)

    stays = queries.what_stays(copies.own_person(request.actor)) if kind == Kind.ERASURE else []
    return acted(
        request,
        form,
        act,
        done=_("Your request is in. You will have an answer within a month."),
        there=lambda made: reverse("rights:follow", args=[made.code]),
        title=title,
        submit=_("Send the request"),
        cancel=reverse("rights:own"),
        erases=kind == Kind.ERASURE,
        stays=stays,
        kind="danger" if kind == Kind.ERASURE else "",
    )


@requires("rights.ask")
def copy(request: HttpRequest) -> HttpResponse:
    made = copies.own_copy(by=request.actor)
    return download(request, made) or render(request, "rights/copy.html", {"copy": made, "back": reverse("rights:own")})


def download(request: HttpRequest, made: Copy) -> HttpResponse | None:
    """The copy as a file, where one was asked for."""
    kinds = {"zip": ("application/zip", made.as_zip), "pdf": ("application/pdf", made.as_pdf)}
    wanted = request.GET.get("formato", "")
    if wanted not in kinds:
        return None
    media_type, write = kinds[wanted]
    name = f'attachment; filename="os-meus-dados.{wanted}"'
    return HttpResponse(write(), content_type=media_type, headers={"Content-Disposition": name})


@requires("rights.follow_request", record=queries.request_by_code)
def follow(request: HttpRequest, found: Request) -> HttpResponse:
    return render(request, "rights/follow.html", {"found": found})


@requires("rights.withdraw_request", record=queries.request_by_code)
@require_POST
def withdraw(request: HttpRequest, found: Request) -> HttpResponse:
    try:
        requests.withdraw_request(by=request.actor, request=found)
    except RightsProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Your request was taken back. Nothing was changed."))
    return redirect("rights:follow", found.code)


@requires("rights.read_receipt", record=queries.receipt_by_code)
def receipt(request: HttpRequest, erasure: Erasure) -> HttpResponse:
    if request.GET.get("formato") == "json":
        return HttpResponse(as_json(erasure), content_type="application/json")
    titles = {data.kind: str(data.title) for data in personal_data()}
    stays = [(str(data.title), str(data.stays)) for data in personal_data() if data.stays]
    rows = [(titles.get(kind, kind), count) for kind, count in erasure.receipt["rows"].items() if count]
    shown = {"erasure": erasure, "rows": rows, "stays": stays, "problem": problem_of(erasure)}
    return render(request, "rights/receipt.html", shown)


def as_json(erasure: Erasure) -> bytes:
    return canonical({"receipt": erasure.receipt, "signature": erasure.signature})


def problem_of(erasure: Erasure) -> str:
    try:
        verify(digest(erasure.receipt), Signature.from_json(erasure.signature), purpose=PURPOSE)
    except (KeyProblem, SignatureInvalid) as error:
        return str(error)
    return ""
