"""How django-allauth behaves here: accounts are made by invitation or by a configured identity provider."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from labx.people.models import Account
from labx.people.queries import language_of


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: the laboratory invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.LABX_NAME}: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of whoever has the address; of a stranger only the page they wrote on says which."""
        with translation.override(language_of(email) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def post_login(self, request: HttpRequest, user: Account, **signed_in: Any) -> HttpResponse:
        """The interface speaks the language the person chose, on this device too."""
        response = super().post_login(request, user, **signed_in)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A configured identity provider vouches for the person; roles are given here, never there."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Account:
        account = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        account.name = (data.get("name") or " ".join(part for part in parts if part))[:200]
        account.email = account.email.lower()
        return account
