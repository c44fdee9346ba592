"""From a kept file to the projects: read, judged, and brought where nothing stands against it."""

from dataclasses import asdict

from django.utils.translation import gettext as _

from labx.core.actions import EditedMeanwhile
from labx.core.actors import Actor
from labx.core.files.removing import remove_file
from labx.core.jobs.progress import Told, silent
from labx.core.tables.schema import Problem, TableRefused
from labx.portfolio import intake
from labx.portfolio.actions import bringing
from labx.portfolio.models import Import


def bring(
    *, by: Actor, brought: Import, check_only: bool = False, leave_out_faulty: bool = False, told: Told = silent
) -> Import:
    """Faulty rows hold the others back unless they are left out. What came in, or cannot, is no longer kept."""
    if brought.state == Import.State.BROUGHT:
        return brought
    if not brought.path.exists():
        raise bringing.NotNow(_("The file is no longer here: it was brought, or left for a day. Choose it again."))
    try:
        table = intake.read_projects(brought.path, brought.original_name, by, told)
    except TableRefused as error:
        problem = Problem(0, "", "", error.message, error.cure, error.code)
        done = bringing.refuse_file(by=by, brought=brought, problem=asdict(problem))
        remove_file(brought.path)
        return done
    if check_only or not table.rows or (table.problems and not leave_out_faulty):
        return bringing.keep_check(by=by, brought=brought, table=table)
    try:
        done = bringing.bring_projects(by=by, brought=brought, table=table, told=told)
    except EditedMeanwhile:
        raise bringing.NotNow(_("Somebody edited one of the projects meanwhile. Nothing was written.")) from None
    remove_file(brought.path)
    return done
