"""Pages of the notices."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.gate import requires
from labx.core.notices import queries
from labx.core.notices.forms import PreferencesForm
from labx.core.notices.models import Notice
from labx.core.notices.preferences import choose_mail

PER_PAGE = 30


@requires("core.read_own_notices")
def index(request: HttpRequest) -> HttpResponse:
    found = Paginator(queries.notices_of(request.actor.id), PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "notices/index.html", {"page": found, "unread": queries.unread_count(request.actor.id)})


@requires("core.open_notice", record=queries.notice)
def open_notice(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Leads to what the notice is about; that it was read is all that changes."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return redirect(notice.url or "notices:index")


@requires("core.read_own_notices")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    queries.notices_of(request.actor.id).filter(read_at=None).update(read_at=timezone.now())
    return redirect("notices:index")


@requires("core.read_own_notices")
def preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, account=request.actor.id)
    if request.method == "POST" and form.is_valid():
        choose_mail(by=request.actor, choices=form.cleaned_data)
        messages.success(request, _("Your choice was kept."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form})
