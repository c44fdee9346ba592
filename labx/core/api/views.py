"""Pages around the API: its description, and one's tokens."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.api import description
from labx.core.api.forms import TokenForm
from labx.core.api.models import ApiToken
from labx.core.api.mount import schema
from labx.core.api.problems import MISSING, problem
from labx.core.api.tokens import create_token, revoke_token
from labx.core.gate import requires


def token_of(token_id: UUID) -> ApiToken | None:
    return ApiToken.objects.filter(pk=token_id).first()


@requires("core.read_api_description")
def describe(request: HttpRequest) -> HttpResponse:
    operations = list(description.operations(schema()))
    return render(request, "api/description.html", {"operations": operations})


@requires("core.read_api_description")
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(schema())


@requires("core.read_api_description")
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    return problem(404, MISSING)


@requires("core.manage_own_tokens")
def tokens(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST or None, actor=request.actor)
    text = ""
    if request.method == "POST" and form.is_valid():
        _token, text = create_token(by=request.actor, **form.cleaned_data)
        form = TokenForm(actor=request.actor)
    mine = ApiToken.objects.filter(owner_id=request.actor.id).order_by("-created_at")
    answer = render(request, "api/tokens.html", {"form": form, "text": text, "tokens": mine})
    answer["Cache-Control"] = "no-store"
    return answer


@requires("core.revoke_token", record=token_of)
@require_POST
def revoke(request: HttpRequest, token: ApiToken) -> HttpResponse:
    revoke_token(by=request.actor, token=token)
    messages.success(request, _("The token was revoked: programs that use it are refused from now on."))
    return redirect("api-pages:tokens")
