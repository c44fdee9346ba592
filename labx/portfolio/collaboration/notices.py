"""What people are told, each kind to be switched off by itself."""

from django.utils.translation import gettext_lazy as _

from labx.core.notices.declare import Mail, NoticeKind

NOTICES = (
    NoticeKind("collaboration.mention", _("Someone wrote to you in a project"), Mail.AT_ONCE),
    NoticeKind("collaboration.reply", _("Someone answered your comment")),
    NoticeKind("collaboration.task", _("A task was given to you"), Mail.AT_ONCE),
    NoticeKind("collaboration.file", _("A file was added to your project")),
)
