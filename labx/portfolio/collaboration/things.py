"""What may be talked about, planned for and added to: any thing of a project, by its kind and id."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.portfolio.models import Claim, Decision, Evidence, Project, Protocol


@dataclass(frozen=True)
class Kind:
    """`name` is what is stored and what stands in addresses; the model's records have an id and a project."""

    name: str
    title: Any
    model: type[Model]
    url: Callable[[Any], str]


def record_url(thing: Any) -> str:
    return reverse("portfolio:record", args=[thing.project.slug])


def protocol_url(protocol: Protocol) -> str:
    return reverse("portfolio:protocol", args=[protocol.project.slug, protocol.code, protocol.version])


PROJECT = Kind("projeto", _("Project"), Project, lambda project: reverse("portfolio:record", args=[project.slug]))
_kinds: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """Other applications of the portfolio add what can be talked about in them."""
    for kind in kinds:
        if kind.name in _kinds:
            raise ValueError(f"Two kinds of thing are called {kind.name!r}.")
        _kinds[kind.name] = kind


declare(
    PROJECT,
    Kind("protocolo", _("Protocol"), Protocol, protocol_url),
    Kind("evidencia", _("Evidence"), Evidence, record_url),
    Kind("decisao", _("Decision"), Decision, record_url),
    Kind("numero", _("Published number"), Claim, record_url),
)


def kind_of(thing: Model) -> Kind:
    for kind in _kinds.values():
        if kind.model is type(thing):
            return kind
    raise LookupError(f"{thing._meta.label} is no thing to talk about. Declare its Kind.")


def project_of(thing: Any) -> Project:
    return thing if isinstance(thing, Project) else thing.project


def thing_called(slug: str, kind: str, thing: UUID) -> Any:
    """A thing of this very project, or nothing."""
    if kind not in _kinds:
        raise Http404
    found = _kinds[kind].model._default_manager.filter(pk=thing)
    if kind == PROJECT.name:
        return get_object_or_404(found, slug=slug)
    return get_object_or_404(found.select_related("project"), project__slug=slug)


@dataclass(frozen=True)
class Said:
    """A thing as a line names it."""

    kind: str
    title: str
    url: str


def said(thing: Any) -> Said:
    kind = kind_of(thing)
    return Said(str(kind.title), str(thing), kind.url(thing))


def named(pairs: set[tuple[str, UUID]]) -> dict[tuple[str, UUID], Said]:
    """Many things at once: one query for each kind there is among them."""
    found = {}
    for name, kind in _kinds.items():
        wanted = [thing for kind_name, thing in pairs if kind_name == name]
        if wanted:
            things = kind.model._default_manager.filter(pk__in=wanted)
            things = things if kind is PROJECT else things.select_related("project")
            found |= {(name, thing.pk): said(thing) for thing in things}
    return found
