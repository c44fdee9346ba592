"""{% load collaboration %}: the way to what is said about a thing, and what the desk says of tasks and news."""

from typing import Any

from django.template import Context, Library

from labx.core import policy
from labx.portfolio.collaboration import queries, things

register = Library()
ON_THE_DESK = 10


@register.inclusion_tag("collaboration/about.html", takes_context=True)
def conversation(context: Context, thing: Any) -> dict[str, Any]:
    """Comments and files about this thing, counted, for whoever may read them."""
    if not policy.allows(context["request"].actor, "collaboration.read", things.project_of(thing)):
        return {}
    project, kind = things.project_of(thing), things.kind_of(thing)
    return {"project": project, "thing": thing, "kind": kind.name, "count": queries.count_about(thing)}


@register.inclusion_tag("collaboration/desk.html", takes_context=True)
def tasks_and_news(context: Context) -> dict[str, Any]:
    actor = context["request"].actor
    tasks = list(queries.open_tasks_for(actor)[: ON_THE_DESK + 1])
    return {"tasks": tasks[:ON_THE_DESK], "has_more": len(tasks) > ON_THE_DESK, "news": queries.news_for(actor)}
