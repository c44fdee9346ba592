"""Pages of people: one's own account, the accounts of the laboratory, invitations."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from labx.core.gate import requires
from labx.people import actions, invitations, queries
from labx.people.errors import AccountProblem
from labx.people.forms import InviteForm, OwnAccountForm, PasswordForm, ReasonForm, RolesForm
from labx.people.models import Account, Invitation
from labx.people.tables import ACCOUNTS, INVITATIONS

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is empty: every box unticked is an answer."""
    return request.POST if request.method == "POST" else None


def keep_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response


@requires("people.see_own_account")
@READ_AND_SEND
def own_account(request: HttpRequest) -> HttpResponse:
    account = Account.objects.get(pk=request.actor.id)
    form = OwnAccountForm(posted(request), initial={"name": account.name, "language": account.language})
    if request.method == "POST" and form.is_valid():
        actions.change_own_account(by=request.actor, account=account, **form.cleaned_data)
        with translation.override(account.language):
            messages.success(request, _("Your account was changed."))
        return keep_language(redirect("people:own_account"), account.language)
    return render(request, "people/own_account.html", {"form": form, "account": account})


@requires("people.end_own_session", record=queries.session_numbered)
@require_POST
def end_session(request: HttpRequest, session: UserSession) -> HttpResponse:
    """The session of this very browser ends by signing out."""
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    actions.end_session(by=request.actor, session=session)
    messages.success(request, _("That session is ended."))
    return redirect("usersessions_list")


@requires("people.accept_invitation")
@never_cache
@READ_AND_SEND
def accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitations.named_by(token)
    if invitation is None:
        return render(request, "people/invitation_closed.html", status=410)
    person = Account(email=invitation.email, name=invitation.name)
    form = PasswordForm(posted(request), account=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(by=request.actor, token=token, password=form.cleaned_data["password"])
        except AccountProblem:
            return render(request, "people/invitation_closed.html", status=410)
        messages.success(request, _("Your account is open. Sign in with your e-mail and the password you chose."))
        return keep_language(redirect("account_login"), invitation.language)
    return render(request, "people/accept.html", {"form": form, "invitation": invitation})


@requires("people.manage_accounts")
@require_http_methods(["GET", "HEAD"])
def people(request: HttpRequest) -> HttpResponse:
    accounts = ACCOUNTS.read(request, queries.accounts())
    waiting = INVITATIONS.read(request, queries.open_invitations())
    return accounts.download() or render(request, "people/list.html", {"accounts": accounts, "invitations": waiting})


@requires("people.manage_accounts")
@READ_AND_SEND
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(posted(request), initial={"language": settings.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite_account(by=request.actor, **form.cleaned_data)
        except AccountProblem as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email})
            return redirect("people:list")
    return render(request, "people/invite.html", {"form": form})


@requires("people.manage_accounts", record=queries.invitation_called)
@READ_AND_SEND
def invitation(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method != "POST":
        return render(request, "people/invitation.html", {"invitation": invitation})
    if "withdraw" in request.POST:
        act, done = actions.withdraw_invitation, _("The invitation was withdrawn: its link no longer works.")
    else:
        act = actions.send_invitation_again
        done = _("The invitation is on its way again. The earlier link no longer works.")
    try:
        act(by=request.actor, invitation=invitation)
    except AccountProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect("people:list")


@requires("people.manage_accounts", record=queries.account_called)
@READ_AND_SEND
def person(request: HttpRequest, account: Account) -> HttpResponse:
    form = RolesForm(posted(request), initial={"roles": account.roles})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_roles(by=request.actor, account=account, **form.cleaned_data)
        except AccountProblem as problem:
            form.add_error("roles", str(problem))
        else:
            messages.success(request, _("The roles of %(name)s were changed.") % {"name": account.name})
            return redirect("people:person", code=account.code)
    return render(request, "people/person.html", {"form": form, "account": account, "reason": ReasonForm()})


@requires("people.manage_accounts", record=queries.account_called)
@require_POST
def close(request: HttpRequest, account: Account) -> HttpResponse:
    done = _("The account is closed and its sessions ended.")
    return with_reason(request, account, actions.close_account, done)


@requires("people.manage_accounts", record=queries.account_called)
@require_POST
def reopen(request: HttpRequest, account: Account) -> HttpResponse:
    return with_reason(request, account, actions.reopen_account, _("The account is open again."))


@requires("people.manage_accounts", record=queries.account_called)
@require_POST
def remove_second_steps(request: HttpRequest, account: Account) -> HttpResponse:
    done = _("The second step was removed. The person now signs in with the password alone.")
    return with_reason(request, account, actions.remove_second_steps, done)


def with_reason(request: HttpRequest, account: Account, act, done: str) -> HttpResponse:
    """Act only with a reason; what goes wrong is said on the person's page."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why: it stays in the history of this account."))
        return redirect("people:person", code=account.code)
    try:
        act(by=request.actor, account=account, why=form.cleaned_data["why"])
    except AccountProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect("people:person", code=account.code)
