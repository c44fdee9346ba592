"""From a result to what leaves the room: evidence, a claim, a package."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from labx.core.actions import alone
from labx.core.actors import Actor
from labx.core.files.archive import write_zip
from labx.core.frozen.keyring import lab_keyring
from labx.core.rooms import Reference
from labx.portfolio.actions import evidence as portfolio
from labx.portfolio.models import Claim, Evidence
from labx.trials import queries
from labx.trials.actions import NotNow
from labx.trials.lottery.replaying import lottery_log
from labx.trials.models import Analysis, Dataset
from labx.trials.publishing import package
from labx.trials.publishing.unit_rows import csv_of
from labx.trials.telling.result import Told


def reference_to(analysis: Analysis) -> Reference:
    return Reference("trials", "analysis", analysis.id, analysis.digest)


def evidence_of(analysis: Analysis) -> Evidence | None:
    return Evidence.objects.filter(room="trials", kind="analysis", reference_id=analysis.id).first()


def record_finding(*, by: Actor, told: Told) -> Evidence:
    """The analysis as evidence of its project, once."""
    with transaction.atomic(), in_the_labs_language():
        hold_data(told.analysis)
        return evidence_of(told.analysis) or portfolio.record_evidence(
            by=by,
            project=told.analysis.trial.project,
            statement=told.sentence,
            design_grade=told.grade,
            reference=reference_to(told.analysis),
        )


def hold_data(analysis: Analysis) -> None:
    """Nobody undoes the import, nor concludes the same, until this transaction ends."""
    dataset = Dataset.objects.select_for_update(no_key=True).get(pk=analysis.dataset_id)
    if dataset.state != Dataset.State.IMPORTED:
        raise NotNow(_("The data were taken back meanwhile: nothing can be concluded from them."))


def in_the_labs_language() -> translation.override:
    """What is recorded is worded once, whoever's language the page is in."""
    return translation.override(settings.LANGUAGE_CODE)


def publish_finding(*, by: Actor, told: Told, evidence: Evidence) -> Claim:
    """The number for the public page, with its whole card, once."""
    number = told.primary.number
    with transaction.atomic(), in_the_labs_language():
        hold_data(told.analysis)
        return evidence.claims.filter(withdrawn_at=None).first() or portfolio.publish_claim(
            by=by,
            evidence=evidence,
            indicator=told.plan.primary.label,
            sentence=told.sentence,
            definition=told.definition,
            unit=number["currency"] or number["unit"],
            value=number["value"],
            lower=number["interval"][0],
            upper=number["interval"][1],
            confidence=number["confidence"],
            denominator=told.denominator(),
            baseline=told.groups[0]["mean"],
            comparison=told.comparison,
            cut_off=told.analysis.dataset.measured_until,
            source=told.analysis.dataset.source,
        )


def kept_package(told: Told) -> Path:
    """Made once for each analysis and language: anyone may ask for it, and making it reads everyone's rows anew."""
    path = Path(settings.VAR, "packages", f"{told.analysis.id}-{state_of(told)}{translation.get_language()}.zip")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with transaction.atomic():
        alone(f"trials.kept_package {path.name}")
        if not path.exists():
            write_zip(path, package_of(told))
    return path


def state_of(told: Told) -> str:
    """Closing adds the seed and the log to what may be taken away: the package is made again then."""
    return "closed-" if told.analysis.trial.closed_at else ""


def package_of(told: Told) -> dict[str, bytes]:
    """Everything needed to recompute the analysis elsewhere."""
    analysis, protocol = told.analysis, told.analysis.trial.protocol
    ring = lab_keyring()
    signatures = {
        name: {
            "digest": thing.digest,
            "signature": thing.signature,
            "public_key": ring.public_key(thing.signature["key_id"]).public_bytes_raw().hex(),
        }
        for name, thing in (("protocol", protocol), ("analysis", analysis))
    }
    return package.files_of(
        protocol=bytes(protocol.canonical),
        rows=csv_of(told.plan, queries.units_of(analysis.dataset)),
        result=analysis.result,
        lottery=lottery_log(analysis.trial, told.plan),
        signatures=signatures,
        about={
            "title": analysis.trial.title,
            "summary": told.sentence,
            "licence": package.LICENCE,
            "publisher": settings.LABX_INSTITUTION,
        },
    )
