"""Addresses of sign-in: django-allauth's views under Portuguese nouns, each behind a declared permission."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as providers
from allauth.urls import build_provider_urlpatterns
from allauth.usersessions import views as sessions
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, re_path
from requests import RequestException

from labx.core.gate import requires

Patterns = list[URLPattern | URLResolver]


def each(patterns: Patterns, wrap: Callable[[Callable], Callable]) -> Patterns:
    """The same addresses with every view wrapped, all the way down."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            each(pattern.url_patterns, wrap)
        else:
            pattern.callback = wrap(pattern.callback)
    return patterns


def behind(permission: str, patterns: Patterns) -> Patterns:
    return each(patterns, requires(permission))


def calm(view: Callable) -> Callable:
    """An identity provider that does not answer is its fault, not an error of ours."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **address: Any) -> HttpResponse:
        try:
            return view(request, *args, **address)
        except RequestException:
            return render(request, "socialaccount/authentication_error.html", status=502)

    return answered


# Nobody opens an account alone: this page says so.
ENTRANCE = [
    path("entrar/", account.login, name="account_login"),
    path("abrir/", account.signup, name="account_signup"),
    path("inativa/", account.account_inactive, name="account_inactive"),
    path("sair/", account.logout, name="account_logout"),
    path("email/confirmar/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^email/confirmar/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("palavra-passe/recuperar/", account.password_reset, name="account_reset_password"),
    path("palavra-passe/recuperar/enviada/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^palavra-passe/recuperar/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "palavra-passe/recuperada/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("segundo-passo/confirmar/", second_step.authenticate, name="mfa_authenticate"),
    path("chaves/entrar/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("ligacoes/cancelada/", providers.login_cancelled, name="socialaccount_login_cancelled"),
    path("ligacoes/erro/", providers.login_error, name="socialaccount_login_error"),
    path("ligacoes/abrir/", providers.signup, name="socialaccount_signup"),
]

OWN_ACCOUNT = [
    path("confirmar/", account.reauthenticate, name="account_reauthenticate"),
    path("email/", account.email, name="account_email"),
    path("palavra-passe/", account.password_change, name="account_change_password"),
    path("palavra-passe/definir/", account.password_set, name="account_set_password"),
    path("segundo-passo/", second_step.index, name="mfa_index"),
    path("segundo-passo/repetir/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("aplicacao/ligar/", totp.activate_totp, name="mfa_activate_totp"),
    path("aplicacao/desligar/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codigos/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codigos/novos/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codigos/guardar/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("chaves/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("chaves/nova/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("chaves/repetir/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("chaves/<int:pk>/retirar/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("chaves/<int:pk>/nome/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessoes/", sessions.list_usersessions, name="usersessions_list"),
    path("ligacoes/", providers.connections, name="socialaccount_connections"),
]

urlpatterns = [
    *behind("people.sign_in", ENTRANCE),
    *behind("people.see_own_account", OWN_ACCOUNT),
    *behind("people.sign_in", each(build_provider_urlpatterns(), calm)),
]
