"""Loading what others reported."""

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.packs.actions import install_pack
from labx.core.packs.pack import Pack
from labx.portfolio.figures.models import ReportedClaim


@action
def load_reported(*, by: Actor, pack: Pack) -> int:
    """Keep what each source says, in the pack's newest words; returns how many statements there are."""
    policy.require(by, "figures.load_reported")
    installed = install_pack(by=by, pack=pack)
    titles = {source["name"]: source["title"] for source in pack.content["sources"]}
    rows = [
        ReportedClaim(
            indicator=indicator["name"],
            label=indicator["label"],
            unit=indicator["unit"],
            note=indicator["note"],
            value=said["value"],
            bound=said["bound"],
            words=said["words"],
            as_of=said["as_of"] or "",
            source=said["by"],
            source_title=titles[said["by"]],
            read_from=said["source"],
            fact_grade=said["grade"],
        )
        for indicator in pack.content["indicators"]
        for said in indicator["said"]
    ]
    ReportedClaim.objects.all().delete()
    ReportedClaim.objects.bulk_create(rows)
    told = {"pack": pack.id, "version": pack.version, "statements": len(rows)}
    record(by=by, action="figures.load_reported", target=installed, after=told)
    return len(rows)
