"""The shape of packs of reported numbers: who says what, in which words."""

from collections import defaultdict
from typing import Any

from labx.core.packs.fields import Choice, ListOf, Localised, Number, Record, Statement, Text
from labx.core.packs.pack import Pack
from labx.core.packs.schema import PackSchema
from labx.portfolio.figures.agreement import Said, agreement

NAME = r"[a-z][a-z0-9-]*"
SAID = Statement(
    fields={
        "by": Text(pattern=NAME, example="good-practice-page"),
        "words": Text(),
        "value": Number(required=False),
        "bound": Choice(options=("exactly", "more_than", "unknown")),
        "as_of": Text(required=False),
    }
)
INDICATOR = Record(
    fields={
        "name": Text(pattern=NAME, example="public-servants"),
        "label": Localised(),
        "unit": Localised(required=False),
        "said": ListOf(item=SAID, at_least=1, unique_key="by"),
        "note": Localised(required=False),
    }
)
SOURCE = Record(fields={"name": Text(pattern=NAME, example="good-practice-page"), "title": Localised()})


def check_sources(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Every source that is named is described; a number that is not given has no value."""
    known = {source["name"] for source in content["sources"]}
    faults = []
    for place, indicator in enumerate(content["indicators"]):
        for line, said in enumerate(indicator["said"]):
            key = f"indicators[{place}].said[{line}]"
            if said["by"] not in known:
                faults.append((f"{key}.by", f"{said['by']}?"))
            if (said["value"] is None) != (said["bound"] == "unknown"):
                faults.append((f"{key}.value", said["bound"]))
    return faults


def run_case(pack: Pack, case: Any) -> dict[str, Any]:
    """Whether the sources agree on an indicator."""
    said: dict[str, list[Said]] = defaultdict(list)
    for indicator in pack.content["indicators"]:
        said[indicator["name"]] = [Said(one["value"], one["bound"]) for one in indicator["said"]]
    return {"sources": len(said[case]), "agreement": agreement(said[case])}


REPORTED_NUMBERS = PackSchema(
    room="figures",
    kind="reported-numbers",
    fields={
        "sources": ListOf(item=SOURCE, at_least=1, unique_key="name"),
        "indicators": ListOf(item=INDICATOR, at_least=1, unique_key="name"),
    },
    check=check_sources,
    run_case=run_case,
)
PACK_SCHEMAS = (REPORTED_NUMBERS,)
