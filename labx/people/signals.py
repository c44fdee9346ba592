"""What people change about how they sign in, on the audit chain."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.socialaccount import signals as provider_signals
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models.signals import pre_save

from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.people.models import Account

CONNECTED, DISCONNECTED = "people.connect_provider", "people.disconnect_provider"
CHANGES = {
    "people.sign_in": user_logged_in,
    "people.change_password": account_signals.password_changed,
    "people.set_password": account_signals.password_set,
    "people.reset_password": account_signals.password_reset,
    "people.change_email": account_signals.email_changed,
    "people.add_second_step": mfa_signals.authenticator_added,
    "people.remove_second_step": mfa_signals.authenticator_removed,
    "people.make_recovery_codes": mfa_signals.authenticator_reset,
}


def connect() -> None:
    for action, signal in CHANGES.items():
        signal.connect(noted_as(action), weak=False, dispatch_uid=action)
    provider_signals.social_account_added.connect(note_provider_added, dispatch_uid=CONNECTED)
    provider_signals.social_account_removed.connect(note_provider_removed, dispatch_uid=DISCONNECTED)
    pre_save.connect(keep_only_identity, sender=SocialAccount, dispatch_uid="people.keep_only_identity")


def noted_as(action: str):
    def note(*, user: Account, **_signal: Any) -> None:
        note_change(user, action)

    return note


def note_provider_added(*, sociallogin: Any, **_signal: Any) -> None:
    note_change(sociallogin.user, CONNECTED)


def note_provider_removed(*, socialaccount: SocialAccount, **_signal: Any) -> None:
    note_change(socialaccount.user, DISCONNECTED)


def note_change(account: Account, action: str) -> None:
    with transaction.atomic():
        record(by=Actor("account", account.id), action=action, target=account)


def keep_only_identity(*, instance: SocialAccount, **_signal: Any) -> None:
    """Only who vouches and under which identifier is kept; the other things a provider tells are not."""
    instance.extra_data = {}
