"""Installing a pack: one immutable row."""

from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.packs.checks import run_checks
from labx.core.packs.models import InstalledPack
from labx.core.packs.pack import Pack
from labx.core.packs.problems import PackProblem, PackRefused
from labx.core.packs.reader import CHECKS_FILE, PACK_FILE, schema_of


@action
def install_pack(*, by: Actor, pack: Pack) -> InstalledPack:
    """Keep this version for ever; the same version again gives the row there is, other content is refused."""
    policy.require(by, "core.install_pack")
    failed = [result for result in run_checks(pack, schema_of(pack)) if not result.holds]
    if failed:
        problems = [
            PackProblem(CHECKS_FILE, result.case.line, result.case.name, "; ".join(result.differences))
            for result in failed
        ]
        raise PackRefused(pack.id, problems)
    row, is_new = InstalledPack.objects.get_or_create(
        pack_id=pack.id,
        version=pack.version,
        defaults={"sha256": pack.sha256, "content": pack.as_json(), "files": dict(pack.files)},
    )
    if row.sha256 != pack.sha256:
        message = _("Version {version} is installed already with other content. Give the changed pack a new version.")
        problem = PackProblem(PACK_FILE, 1, "version", message.format(version=pack.version))
        raise PackRefused(pack.id, [problem])
    if is_new:
        told = {"pack": pack.id, "version": pack.version, "sha256": pack.sha256}
        record(by=by, action="core.install_pack", target=row, after=told)
    return row
