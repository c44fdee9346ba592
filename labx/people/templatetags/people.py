"""Tags of the account pages: {% load people %}."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from labx.core.actors import LAB_ROLES
from labx.people.demo import LOGINS, DemoLogin

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute: the template escapes it, so it is data and never script."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.simple_tag
def demo_logins() -> tuple[DemoLogin, ...]:
    """The invented accounts; nothing outside a demonstration."""
    return LOGINS if settings.LABX_DEMO else ()


@register.filter
def role_title(role: str) -> str:
    return str(LAB_ROLES.get(role, role))
