"""What notices keep of a person."""

from django.utils.translation import gettext_lazy as _

from labx.core.notices.models import Notice, NoticePreference
from labx.core.personal import Retention, own_rows

DATA = (
    own_rows(
        "core.notices",
        _("Notices"),
        lambda person: Notice.objects.filter(owner_id__in=person.accounts),
        purpose=_("Tell people what concerns them in the laboratory"),
        order=20,
        retention=Retention(
            365, _("A notice is kept for a year."), lambda before: Notice.objects.filter(at__lt=before)
        ),
    ),
    own_rows(
        "core.notice_preferences",
        _("How notices are sent"),
        lambda person: NoticePreference.objects.filter(owner_id__in=person.accounts),
        purpose=_("Tell people what concerns them in the laboratory"),
    ),
)
