"""Tell accounts something, in the transaction in which it happened."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.http import url_has_allowed_host_and_scheme

from labx.core.notices.declare import Mail, kind
from labx.core.notices.models import Notice
from labx.core.notices.preferences import chosen


class NotOurs(ValueError):
    """A notice may lead only to a page of this site."""


def notify(name: str, *, to: Iterable[UUID], title: str, text: str, url: str = "") -> None:
    """Each account once, in the page at once, and by e-mail as it chose."""
    from labx.core.notices.jobs import mail_at_once

    declared = kind(name)
    if url and not (url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)):
        raise NotOurs(f"{url!r} is not an address of this site. Use reverse(), which gives /...")
    accounts = list(dict.fromkeys(to))
    made = Notice.objects.bulk_create(
        Notice(owner_id=account, kind=declared.name, title=title[:200], text=text, url=url) for account in accounts
    )
    wishes = chosen(name, accounts)
    for notice in made:
        if wishes[notice.owner_id] == Mail.AT_ONCE:
            mail_at_once.defer(notice=str(notice.id))
