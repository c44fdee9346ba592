"""Drawing a trial's lottery again, from the database or from a package, and saying where they differ."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from labx.core.files.archive import Archive
from labx.trials.engine.randomisation.replay import Drawn, Fault, replay
from labx.trials.lottery.allocating import groups_of, log_of, lottery_of, places_of
from labx.trials.lottery.sealing import revealed_seed
from labx.trials.models import Trial
from labx.trials.plan.reading import read_plan
from labx.trials.plan.shape import Plan
from labx.trials.publishing.package import LOTTERY, PROTOCOL, BadPackage, part, read_json


def lottery_log(trial: Trial, plan: Plan) -> dict[str, Any] | None:
    """The seed and every line drawn, without identity; nothing before the trial is closed."""
    seed = revealed_seed(trial)
    if not seed:
        return None
    groups = groups_of(plan)
    log = [
        {
            "number": one.number,
            "arm": groups[one.arm],
            "stratum": one.stratum,
            "factors": dict(one.factors),
        }
        for one in log_of(trial, plan)
    ]
    return {"seed": seed, "log": log}


def verify_package(path: Path) -> list[Fault]:
    """Every line of a package's log that its seed does not give, by the plan in its protocol."""
    with Archive(path) as archive:
        if LOTTERY not in archive.names:
            raise BadPackage(_("The package holds no lottery: LabX drew none, or the trial is not closed yet."))
        protocol, lottery = (read_json(archive, name) for name in (PROTOCOL, LOTTERY))
    plan = read_plan(part(protocol, "plan", PROTOCOL))
    places = places_of(plan)
    try:
        log = [
            Drawn(int(one["number"]), places[one["arm"]], str(one["stratum"]), dict(one["factors"]))
            for one in lottery["log"]
        ]
        return replay(lottery_of(plan), str(lottery["seed"]), plan.randomisation.seed_hash, log)
    except (KeyError, TypeError, ValueError) as error:
        raise BadPackage(_("The lottery cannot be drawn again: %(why)s") % {"why": error}) from error
