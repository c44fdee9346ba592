"""What people tell core of an account: who it is now, and how to write to it."""

from uuid import UUID

from labx.core.accounts import Contact
from labx.people.middleware import actor_of
from labx.people.models import Account


def contact_of(account: UUID) -> Contact | None:
    found = Account.objects.filter(pk=account, is_active=True).first()
    return Contact(actor_of(found), found.email, found.language) if found else None
