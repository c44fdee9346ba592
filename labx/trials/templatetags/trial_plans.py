"""{% load trial_plans %}: a plan in words, wherever a protocol is shown."""

from typing import Any

from django.template import Library

from labx.core.pages.entries import SummaryLine
from labx.trials.telling.summaries import lines_of

register = Library()


@register.simple_tag
def plan_lines(plan: dict[str, Any]) -> list[SummaryLine]:
    return lines_of(plan)
