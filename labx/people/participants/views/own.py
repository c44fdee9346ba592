"""“My participation”: everything a participant sees and decides, by a private link."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from labx.core.actions import EditedMeanwhile
from labx.core.actors import Actor
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.people.consent.actions.answers import give_consent, withdraw_consent
from labx.people.consent.errors import ConsentProblem
from labx.people.consent.models import Channel, Purpose
from labx.people.consent.queries import entries_of, open_text, open_texts, standing_of
from labx.people.participants import forms, links, queries, receipts
from labx.people.participants.actions import inviting
from labx.people.participants.actions import people as actions
from labx.people.participants.errors import PanelProblem
from labx.people.participants.models import Participant
from labx.people.participants.models.recruitment import Reply
from labx.people.participants.views.joining import language_here

OwnView = Callable[..., HttpResponse]


def own(view: OwnView) -> OwnView:
    """The link is the key: it finds its participant, or a page that tells how to get a new one."""

    @requires("participants.use_own_link")
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **address: Any) -> HttpResponse:
        participant = links.participant_of(token)
        if participant is None:
            return render(request, "participants/own/no_link.html", status=410)
        request.participant_actor = Actor("participant", participant.id)
        return view(request, participant, **address)

    return opened


@requires("participants.see_own_participation")
def mine(request: HttpRequest) -> HttpResponse:
    """For somebody who signs in: the participation linked to the account."""
    participant = queries.own_participation(request.actor.id)
    return redirect(links.own_path(participant)) if participant else redirect("participants:begin")


@own
def page(request: HttpRequest, participant: Participant) -> HttpResponse:
    if not participant.is_active:
        return render(request, "participants/own/left.html", {"participant": participant, **own_urls(participant)})
    agreed = standing_of(participant.subject.id)
    given = {one.entry.purpose for one in agreed if one.is_given}
    offered = [text for text in open_texts(language=language_here()) if text.purpose not in given]
    open_ones = participant.invitations.select_related("recruitment").filter(invited_at__isnull=False)
    context = {
        "participant": participant,
        "agreed": agreed,
        "offered": [] if participant.age_band == "under_18" else offered,
        "waiting": open_ones.filter(reply=Reply.WAITING),
        "accepted": open_ones.filter(reply=Reply.ACCEPTED, took_part_at=None),
        "contact": participant.contact,
        **own_urls(participant),
    }
    return render(request, "participants/own/page.html", context)


@own
@require_POST
def withdraw(request: HttpRequest, participant: Participant, purpose: str) -> HttpResponse:
    """One click takes it back, for everything; the receipt is shown at once."""
    try:
        withdraw_consent(
            by=request.participant_actor, whose=participant.whose, purpose=known(purpose), channel=Channel.WEB
        )
    except ConsentProblem as problem:
        messages.error(request, str(problem))
        return back(participant)
    return redirect("participants:own_receipt", links.own_token(participant), purpose)


@own
@require_POST
def agree(request: HttpRequest, participant: Participant, purpose: str) -> HttpResponse:
    text = open_text(known(purpose), language=language_here())
    if text is None or not participant.is_active or participant.age_band == "under_18":
        raise Http404
    try:
        give_consent(by=request.participant_actor, whose=participant.whose, text=text, channel=Channel.WEB)
    except ConsentProblem as problem:
        messages.error(request, str(problem))
        return back(participant)
    messages.success(request, _("Thank you. You can take it back here whenever you wish."))
    return back(participant)


@own
def receipt(request: HttpRequest, participant: Participant, purpose: str) -> HttpResponse:
    entry = entries_of(participant.subject.id).filter(purpose=known(purpose), answer="withdrawn").first()
    if entry is None:
        raise Http404
    return render(request, "participants/own/receipt.html", {"entry": entry, **own_urls(participant)})


@own
def receipts_file(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Every withdrawal, and the leaving, signed: for the person to keep."""
    file = JsonResponse(receipts.written(participant), json_dumps_params={"indent": 2, "ensure_ascii": False})
    file["Content-Disposition"] = 'attachment; filename="comprovativos.json"'
    return file


@own
def data_file(request: HttpRequest, participant: Participant) -> HttpResponse:
    """All that the panel keeps of the person, for the person to take along."""
    file = JsonResponse(receipts.kept(participant), json_dumps_params={"indent": 2, "ensure_ascii": False})
    file["Content-Disposition"] = 'attachment; filename="os-meus-dados.json"'
    return file


@own
def change(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Two forms on two pages would hide one: here they stand one below the other, each saved by itself."""
    if not participant.is_active:
        return back(participant)
    about, reach = own_forms(request, participant)
    for form, save in ((about, actions.change_participant), (reach, actions.change_contact)):
        if not form.is_bound or not form.is_valid():
            continue
        try:
            save(by=request.participant_actor, participant=participant, **form.cleaned_data)
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            stored = queries.participant_called(participant.code)
            kept = stored if form is about else stored.contact
            set_beside(form, {name: getattr(kept, name) for name in form.fields}, kept.edition)
        except PanelProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return back(participant)
    return render(request, "participants/own/change.html", {"about": about, "reach": reach, **own_urls(participant)})


def own_forms(request: HttpRequest, participant: Participant) -> tuple[forms.ChangeAboutForm, forms.ChangeReachForm]:
    sent = request.POST if request.method == "POST" else None
    is_about = bool(sent and "age_band" in sent)
    known_about = {name: getattr(participant, name) for name in forms.ChangeAboutForm.base_fields}
    known_reach = {name: getattr(participant.contact, name) for name in forms.ChangeReachForm.base_fields}
    about = forms.ChangeAboutForm(sent if is_about else None, initial=known_about, auto_id="sobre_%s")
    return about, forms.ChangeReachForm(None if is_about else sent, initial=known_reach, auto_id="contacto_%s")


@own
@require_POST
def renew(request: HttpRequest, participant: Participant) -> HttpResponse:
    try:
        actions.renew(by=request.participant_actor, participant=participant)
        for text in open_texts(language=language_here()):
            if text.purpose == Purpose.TAKE_PART and participant.age_band != "under_18":
                give_consent(by=request.participant_actor, whose=participant.whose, text=text, channel=Channel.WEB)
    except (PanelProblem, ConsentProblem) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("You stay for another year. Thank you."))
    return back(participant)


@own
def leave(request: HttpRequest, participant: Participant) -> HttpResponse:
    """One click here, after a page that says what is lost."""
    if request.method == "POST":
        actions.leave_panel(by=request.participant_actor, participant=participant)
        return back(participant)
    return render(request, "participants/own/leave.html", own_urls(participant))


@own
@require_POST
def reply(request: HttpRequest, participant: Participant, invitation: str, answer: str) -> HttpResponse:
    found = participant.invitations.select_related("recruitment", "participant__subject").filter(pk=invitation).first()
    if found is None or answer not in ANSWERS:
        raise Http404
    try:
        inviting.reply(by=request.participant_actor, invitation=found, answer=ANSWERS[answer])
    except PanelProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Your answer is noted. Thank you."))
    return back(participant)


ANSWERS = {"aceitar": Reply.ACCEPTED, "recusar": Reply.DECLINED}


def back(participant: Participant) -> HttpResponse:
    return redirect(links.own_path(participant))


def own_urls(participant: Participant) -> dict[str, str]:
    return {"token": links.own_token(participant), "back_url": links.own_path(participant)}


def known(purpose: str) -> str:
    if purpose not in Purpose.values:
        raise Http404
    return purpose
