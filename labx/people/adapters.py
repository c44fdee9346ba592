"""How django-allauth behaves here: accounts are made by invitation or by a configured identity provider."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: the laboratory invites."""

    def is_open_for_signup(self, request) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A configured identity provider vouches for the person."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return True
