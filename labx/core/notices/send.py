"""Tell accounts something, in the transaction in which it happened."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from labx.core.accounts import contact
from labx.core.notices.declare import Mail, kind
from labx.core.notices.models import Notice
from labx.core.notices.preferences import chosen


class NotOurs(ValueError):
    """A notice may lead only to a page of this site."""


def notify(name: str, *, to: Iterable[UUID], title: Any, text: Any, url: str = "") -> None:
    """Each account once, in the page at once, and by e-mail as it chose.

    Words are text, lazy text or a function that gives text: the last two are said in each account's own language.
    """
    from labx.core.notices.jobs import mail_at_once

    declared = kind(name)
    if url and not (url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)):
        raise NotOurs(f"{url!r} is not an address of this site. Use reverse(), which gives /...")
    accounts = list(dict.fromkeys(to))
    made = Notice.objects.bulk_create(told(declared.name, account, title, text, url) for account in accounts)
    wishes = chosen(name, accounts)
    for notice in made:
        if wishes[notice.owner_id] == Mail.AT_ONCE:
            mail_at_once.defer(notice=str(notice.id))


def told(name: str, account: UUID, title: Any, text: Any, url: str) -> Notice:
    if isinstance(title, str) and isinstance(text, str):
        return Notice(owner_id=account, kind=name, title=title[:200], text=text, url=url)
    known = contact(account)
    with translation.override(known.language if known else settings.LANGUAGE_CODE):
        return Notice(owner_id=account, kind=name, title=said(title)[:200], text=said(text), url=url)


def said(words: Any) -> str:
    return str(words() if callable(words) else words)
