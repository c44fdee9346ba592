"""The register of processing activities."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.gate import requires
from labx.core.policy import allows
from labx.people.rights import forms, queries
from labx.people.rights.actions import registers
from labx.people.rights.models import ProcessingActivity
from labx.people.rights.tables import ACTIVITIES
from labx.people.rights.views.page import acted, sent, tabs


@requires("rights.read_registers")
def index(request: HttpRequest) -> HttpResponse:
    listing = ACTIVITIES.read(request, ProcessingActivity.objects.all())
    may_write = allows(request.actor, "rights.write_registers")
    shown = {
        "listing": listing,
        "tabs": tabs(request, "activities"),
        "title": _("Register of processing activities"),
        "action": _("Add an activity") if may_write else "",
        "action_url": reverse("rights:new_activity"),
        "draws_up": may_write,
    }
    return listing.download() or render(request, "rights/list.html", shown)


@requires("rights.write_registers")
@require_POST
def draw_up(request: HttpRequest) -> HttpResponse:
    made = registers.draw_up_register(by=request.actor)
    messages.success(request, _("%(count)s lines drawn up. Read each and make it yours.") % {"count": len(made)})
    return redirect("rights:activities")


@requires("rights.write_registers")
def new(request: HttpRequest) -> HttpResponse:
    return acted(
        request,
        forms.ActivityForm(sent(request)),
        lambda **words: registers.add_activity(by=request.actor, **words),
        done=_("Saved."),
        there=lambda _made: reverse("rights:activities"),
        title=_("Add an activity"),
        submit=_("Save"),
        cancel=reverse("rights:activities"),
    )


@requires("rights.read_registers", record=queries.activity_by_code)
def edit(request: HttpRequest, activity: ProcessingActivity) -> HttpResponse:
    """Read by whoever may read the register, edited by whoever may write it."""
    if not allows(request.actor, "rights.write_registers"):
        return render(request, "rights/activity.html", {"activity": activity, "lines": lines_of(activity)})
    stored = ProcessingActivity.objects.get(pk=activity.pk)
    return acted(
        request,
        forms.EditActivityForm(sent(request), instance=activity, initial={"edition": activity.edition}),
        lambda **words: registers.edit_activity(by=request.actor, activity=stored, **words),
        done=_("Saved."),
        there=lambda _made: reverse("rights:activities"),
        title=_("Processing activity"),
        submit=_("Save"),
        cancel=reverse("rights:activities"),
        history_of=stored,
    )


def lines_of(activity: ProcessingActivity) -> list[tuple[str, str]]:
    fields = [activity._meta.get_field(name) for name in registers.WORDS]
    values = [(str(field.verbose_name), getattr(activity, field.name)) for field in fields if field.name != "basis"]
    return [(_("lawful basis"), activity.get_basis_display()), *((label, str(value or "—")) for label, value in values)]
