"""Reading the notices."""

from uuid import UUID

from django.db.models import QuerySet

from labx.core.notices.models import Notice


def notice(notice_id: UUID) -> Notice | None:
    return Notice.objects.filter(pk=notice_id).first()


def notices_of(account: UUID) -> QuerySet:
    return Notice.objects.filter(owner_id=account).order_by("-at", "-id")


def unread_count(account: UUID) -> int:
    return Notice.objects.filter(owner_id=account, read_at=None).count()
