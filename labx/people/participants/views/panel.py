"""The panel as staff see it: pseudonyms, entry by telephone or paper, requests to confirm, contact with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.files.uploads import UploadRefused
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.people.consent.actions.answers import withdraw_consent
from labx.people.consent.errors import ConsentProblem
from labx.people.consent.models import Channel, Purpose
from labx.people.consent.parties import Proof
from labx.people.consent.queries import entries_of, open_texts, standing_of
from labx.people.consent.scans import kept_scan
from labx.people.participants import forms, queries
from labx.people.participants.actions import joining
from labx.people.participants.actions import people as actions
from labx.people.participants.errors import PanelProblem
from labx.people.participants.models import JoinRequest, Participant
from labx.people.participants.tables import PARTICIPANTS, REQUESTS
from labx.people.participants.views.joining import language_here


@requires("participants.view")
def index(request: HttpRequest) -> HttpResponse:
    listing = PARTICIPANTS.read(request, queries.participants())
    may = {name: policy.allows(request.actor, f"participants.{name}") for name in ("enter", "import", "see_contact")}
    waiting = queries.waiting_requests().count() if may["see_contact"] else 0
    context = {"listing": listing, "may": may, "waiting": waiting}
    return listing.download() or render(request, "participants/panel/list.html", context)


@requires("participants.view", record=queries.participant_called)
def record(request: HttpRequest, participant: Participant) -> HttpResponse:
    names = ("change", "leave", "see_contact")
    context = {
        "participant": participant,
        "about": about_of(participant),
        "agreed": standing_of(participant.subject.id),
        "ledger": entries_of(participant.subject.id),
        "invitations": participant.invitations.select_related("recruitment").order_by("-invited_at"),
        "may": {name: policy.allows(request.actor, f"participants.{name}", participant) for name in names},
        "may_record": policy.allows(request.actor, "consent.record_answer"),
    }
    return render(request, "participants/panel/participant.html", context)


@requires("participants.enter")
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Somebody telephoned, wrote or came by. `?crianca=1` asks with the texts for children."""
    is_child = "crianca" in request.GET
    texts = open_texts(language=language_here(), for_children=is_child)
    form = forms.EntryForm(request.POST or None, request.FILES or None, texts=texts)
    if request.method == "POST" and form.is_valid():
        try:
            entered = joining.enter_participant(
                by=request.actor, joining=joining_of(form), channel=form.cleaned_data["channel"]
            )
        except UploadRefused as problem:
            form.add_error("scan", str(problem))
        except (PanelProblem, ConsentProblem) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("%(code)s joined the panel.") % {"code": entered.code})
            return redirect("participants:participant", entered.code)
    return render(request, "participants/panel/enter.html", {"form": form, "is_child": is_child})


def joining_of(form: forms.EntryForm) -> joining.Joining:
    given = form.cleaned_data
    proof = Proof(
        oral_note=given["oral_note"],
        scan=kept_scan(given["scan"]),
        guardian_name=given["guardian_name"],
        guardian_contact=given["guardian_contact"],
        has_assent=given["has_assent"],
    )
    return joining.Joining(form.about(), form.reached(), form.agreed(), language_here(), proof)


@requires("participants.change", record=queries.participant_called)
def edit(request: HttpRequest, participant: Participant) -> HttpResponse:
    begun = {name: getattr(participant, name) for name in forms.ChangeAboutForm.base_fields}
    form = forms.ChangeAboutForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_participant(by=request.actor, participant=participant, **form.cleaned_data)
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            stored = queries.participant_called(participant.code)
            set_beside(form, {name: getattr(stored, name) for name in form.fields}, stored.edition)
        except PanelProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("participants:participant", participant.code)
    return render(request, "participants/panel/edit.html", {"form": form, "participant": participant})


@requires("participants.see_contact", record=queries.participant_called)
@never_cache
def contact(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Shown once for one reason; every look is noted."""
    form = forms.ReasonForm(request.POST or None)
    seen = None
    if request.method == "POST" and form.is_valid():
        try:
            seen = actions.see_contact(by=request.actor, participant=participant, why=form.cleaned_data["why"])
        except PanelProblem as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "participant": participant, "seen": seen}
    return render(request, "participants/panel/contact.html", context)


@requires("participants.leave", record=queries.participant_called)
def leave(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Somebody asked to leave by telephone or letter."""
    if request.method == "POST":
        actions.leave_panel(by=request.actor, participant=participant, channel=Channel.PHONE)
        messages.success(request, _("%(code)s left the panel.") % {"code": participant.code})
        return redirect("participants:participant", participant.code)
    return render(request, "participants/panel/leave.html", {"participant": participant})


@requires("participants.change", record=queries.participant_called)
@require_POST
def renew(request: HttpRequest, participant: Participant) -> HttpResponse:
    try:
        actions.renew(by=request.actor, participant=participant)
    except PanelProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Renewed for a year."))
    return redirect("participants:participant", participant.code)


@requires("participants.change", record=queries.participant_called)
@require_POST
def withdraw(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Somebody took something back by telephone or letter."""
    purpose = request.POST.get("purpose", "")
    if purpose in Purpose.values:
        try:
            withdraw_consent(by=request.actor, whose=participant.whose, purpose=purpose, channel=Channel.PHONE)
        except ConsentProblem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Taken back: from this moment it cannot be used."))
    return redirect("participants:participant", participant.code)


@requires("participants.see_contact")
def requests_index(request: HttpRequest) -> HttpResponse:
    listing = REQUESTS.read(request, queries.waiting_requests())
    return listing.download() or render(request, "participants/panel/requests.html", {"listing": listing})


@requires("participants.see_contact", record=queries.request_waiting)
@never_cache
def request_page(request: HttpRequest, waiting: JoinRequest) -> HttpResponse:
    """Call, write down what was said, and the person is in; or put the request aside."""
    note, reason = forms.NoteForm(), forms.ReasonForm()
    if request.method == "POST" and "why" in request.POST:
        reason = forms.ReasonForm(request.POST)
        if reason.is_valid():
            joining.discard_request(by=request.actor, request=waiting, why=reason.cleaned_data["why"])
            return redirect("participants:requests")
    elif request.method == "POST":
        note = forms.NoteForm(request.POST)
        if note.is_valid() and (entered := confirmed(request, waiting, note)):
            return redirect("participants:participant", entered.code)
    elif request.method == "GET":
        joining.look_at_request(by=request.actor, request=waiting)
    context = {"waiting": waiting, "reached": waiting.answers["reached"], "note": note, "reason": reason}
    return render(request, "participants/panel/request.html", context)


def confirmed(request: HttpRequest, waiting: JoinRequest, form: forms.NoteForm) -> Participant | None:
    try:
        return joining.confirm_by_staff(by=request.actor, request=waiting, note=form.cleaned_data["note"])
    except (PanelProblem, ConsentProblem) as problem:
        form.add_error(None, str(problem))
        return None


def about_of(participant: Participant) -> list[tuple[str, str]]:
    """What is known, as label and words."""
    several = {"access_needs", "topics", "languages"}
    found = []
    for name in joining.ABOUT:
        field = participant._meta.get_field(name)
        value = getattr(participant, name)
        if name in several:
            labels = dict(field.base_field.choices)
            value = ", ".join(str(labels[one]) for one in value) or _("none")
        elif field.choices:
            value = dict(field.choices)[value]
        found.append((str(field.verbose_name), str(value)))
    return found
