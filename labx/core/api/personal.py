"""What the interface for programs keeps of a person."""

from django.utils.translation import gettext_lazy as _

from labx.core.api.models import ApiToken, IdempotencyKey
from labx.core.personal import Retention, own_rows

PURPOSE = _("Let programs act for a person who asked for it")
DATA = (
    own_rows(
        "core.api_tokens",
        _("Access tokens"),
        lambda person: ApiToken.objects.filter(owner_id__in=person.accounts),
        hidden=("digest",),
        purpose=PURPOSE,
        retention=Retention(
            365,
            _("A token is forgotten a year after it ended."),
            lambda end: ApiToken.objects.filter(expires_at__lt=end),
        ),
    ),
    own_rows(
        "core.api_answers",
        _("Answers kept for repeated requests"),
        lambda person: IdempotencyKey.objects.filter(actor__in=person.actor_keys),
        hidden=("answer", "content"),
        purpose=PURPOSE,
        retention=Retention(
            365, _("An answer is kept for a year."), lambda before: IdempotencyKey.objects.filter(at__lt=before)
        ),
    ),
)
