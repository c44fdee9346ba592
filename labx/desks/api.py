"""What desks answer to other portals: the desks there are, what they ask, and a plan for facts. Nothing is kept."""

import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.core.api.problems import problem
from labx.core.packs.pack import Pack
from labx.desks import queries
from labx.desks.cases import desk_of
from labx.desks.engine.desk import Desk
from labx.desks.engine.plans import plan
from labx.desks.municipal import all_municipalities, days_of
from labx.desks.sealing import CaseFile
from labx.desks.standards.answers import DeskDetailOut, DeskOut, PlanOut
from labx.desks.standards.cpsv import exported
from labx.desks.standards.plan_data import fact_data, plan_data
from labx.desks.telling import Told
from labx.desks.wording import in_language
from labx.rules.errors import RuleRefused
from labx.rules.facts import Value, read_facts
from labx.rules.zones import ZONES

router = Router(tags=["desks"])
MOST, MOST_FACTS, MOST_BYTES = 200, 500, 64 * 1024
FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
Language = Literal["pt", "en"]


class FactsIn(Schema):
    """What is known of a case. Leave out what is not known: what is left out is unknown, never false."""

    facts: dict[str, Any] = Field(
        {},
        max_length=MOST_FACTS,
        description="values by name of the fact; days as 2026-12-31, moments with their zone",
        examples=[{"deceased.stage": "person", "death.date": "2026-02-10", "death.region": "mainland"}],
    )
    unknown: list[str] = Field(
        [], max_length=MOST_FACTS, description="facts that the person does not know or will not tell: not asked again"
    )
    asked_on: datetime.date | None = Field(
        None, ge=FIRST_DAY, le=LAST_DAY, description="the day of asking; empty: today", examples=["2026-02-12"]
    )
    municipality: str = Field(
        "", max_length=80, description="whose holiday counts too; empty: none", examples=["lisboa"]
    )
    language: Language = "pt"
    model_config = {"extra": "forbid"}


@router.get("", response=list[DeskOut], summary="The desks there are")
@permit("desks.use", is_open=True)
def list_desks(
    request: HttpRequest,
    language: Language = "pt",
    offset: int = Query(0, ge=0, le=10**6),
    limit: int = Query(50, ge=1, le=MOST),
) -> Any:
    return [desk_data(pack, language) for pack in queries.all_desks()[offset : offset + limit]]


@router.get("/{slug:name}", response={200: DeskDetailOut, 404: Problem}, summary="What a desk asks and what it knows")
@permit("desks.use", record=queries.find, is_open=True)
def see_desk(request: HttpRequest, name: str, language: Language = "pt") -> Any:
    pack = request.record
    with translation.override(language):
        return {
            **desk_data(pack, language),
            "review": review_data(pack, timezone.localdate()),
            "licence": pack.content["licence"],
            "source": pack.content["source"],
            "region": pack.content["region"] or "",
            "zones": {place: str(zone) for place, zone in ZONES.items()},
            "first_questions": pack.content["first_questions"],
            "facts": [fact_data(fact) for fact in pack.content["facts"] if not fact["is_given"]],
            "procedures": [known_data(entry) for entry in pack.content["procedures"]],
            "cpsv_turtle": absolute("cpsv_turtle", name),
            "cpsv_json_ld": absolute("cpsv_json_ld", name),
        }


@router.post(
    "/{slug:name}/plan",
    response={200: PlanOut, 400: Problem, 404: Problem, 413: Problem, 422: Problem},
    summary="The plan for facts",
    description="Every procedure with its state, reasons, dates and documents, and what to ask next."
    " Nothing of the facts is kept or noted anywhere. It informs and is no legal advice.",
)
@permit("desks.use", record=queries.find, is_open=True)
def make_plan(request: HttpRequest, response: HttpResponse, name: str, asked: FactsIn) -> Any:
    if len(request.body) > MOST_BYTES:
        raise HttpError(413, f"The request is larger than {MOST_BYTES} bytes: send only the facts of one case.")
    response["Cache-Control"] = "no-store"
    pack, asked_on = request.record, asked.asked_on or timezone.localdate()
    desk = desk_of(pack)
    with translation.override(asked.language):
        facts, refused = read_asked(desk, asked, asked_on)
        if refused:
            errors = [refusal_data(error) for error in refused]
            return problem(422, _("Some facts cannot be used: “errors” names each, with what to write."), errors=errors)
        made = plan(desk, facts, declined=asked.unknown, municipal=days_of(asked.municipality))
        case = case_of(pack, asked)
        told = Told(pack, made, case)
        return {
            "desk": name,
            "version": pack.version,
            "language": asked.language,
            "asked_on": asked_on,
            "review": review_data(pack, asked_on),
            **plan_data(told),
            "case": case.seal(),
            "notice": _("These rules inform and are no legal advice."),
        }


@router.get("/{slug:name}/cpsv.ttl", response={200: None, 404: Problem}, summary="Public services, CPSV-AP 3.2: Turtle")
@permit("desks.use", record=queries.find, is_open=True)
def cpsv_turtle(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(exported(request.record, "turtle"), content_type="text/turtle; charset=utf-8")


@router.get("/{slug:name}/cpsv.jsonld", response={200: None, 404: Problem}, summary="The same in JSON-LD")
@permit("desks.use", record=queries.find, is_open=True)
def cpsv_json_ld(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(exported(request.record, "json-ld"), content_type="application/ld+json")


def read_asked(desk: Desk, asked: FactsIn, asked_on: datetime.date) -> tuple[dict[str, Value], list[RuleRefused]]:
    """The facts of the case, with what the desk knows by itself; and everything that cannot be used."""
    given = {name: asked_on.isoformat() for name, question in desk.questions.items() if question.is_given}
    facts, refused = read_facts(desk.schema, {**asked.facts, **given})
    for name in given.keys() & asked.facts.keys():
        refused.append(RuleRefused("The desk knows this by itself.", "Write “asked_on” instead.", place=name))
    for name in asked.unknown:
        if name not in desk.questions:
            text = "This fact is not known here."
            refused.append(RuleRefused(text, "Leave it out, or correct its name.", place=f"unknown: {name}"))
    if asked.municipality and asked.municipality not in all_municipalities():
        refused.append(
            RuleRefused(
                "We know no holiday of the municipality “{name}”.",
                "Leave it empty.",
                place="municipality",
                name=asked.municipality,
            )
        )
    return facts, refused


def case_of(pack: Pack, asked: FactsIn) -> CaseFile:
    """What was asked, as a page of the desk carries it; answers in several periods have no question there."""
    answers = {name: value for name, value in asked.facts.items() if isinstance(value, bool | int | float | str)}
    declined = [*dict.fromkeys(asked.unknown)]
    return CaseFile(pack.id, pack.version, answers=answers, declined=declined, municipality=asked.municipality)


def refusal_data(error: RuleRefused) -> dict[str, str]:
    told = {key: _(part).format(**error.values) for key, part in (("message", error.problem), ("cure", error.cure))}
    return {"place": error.place, **told}


def desk_data(pack: Pack, language: str) -> dict[str, Any]:
    name = pack.id.partition("/")[2]
    return {
        "name": name,
        "title": pack.title(language),
        "version": pack.version,
        "languages": pack.content["languages"],
        "page": settings.ORIGIN + reverse("desks:desk", args=[name]),
        "arrive": settings.ORIGIN + reverse("desks:arrive", args=[name]),
        "plan": absolute("make_plan", name),
    }


def known_data(entry: dict[str, Any]) -> dict[str, Any]:
    texts = {key: in_language(entry[key]) if entry[key] else "" for key in ("title", "when", "what", "entity")}
    return {
        **{key: entry[key] for key in ("name", "phase", "source", "grade")},
        **texts,
        "is_task": entry["is_task"] is not False,
    }


def review_data(pack: Pack, day: datetime.date) -> dict[str, Any]:
    return {"words": pack.review_words, "review_by": pack.content["review_by"], "is_overdue": pack.is_overdue(day)}


def absolute(operation: str, name: str) -> str:
    return f"{settings.ORIGIN}{reverse(f'api:{operation}', args=[name])}"
