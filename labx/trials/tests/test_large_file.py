"""Two million people in one file, by the command line in a process of its own: how long, and how much memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import ROOT
from labx.trials import queries
from labx.trials.models import Dataset
from labx.trials.telling.result import tell
from labx.trials.tests import making

ROWS = 2_000_000
LARGEST_MEBIBYTES = 2_500
MEBIBYTE = 1024  # ru_maxrss counts kibibytes


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_million_people_fit(database_url: str, tmp_path: Path) -> None:
    trial = making.trial_of(covariates=[])
    file = tmp_path / "grande.csv"
    with file.open("w") as out:
        out.write("id,grupo,depois\n")
        out.writelines(f"pessoa-{n},{n % 2},{n % 97 + n % 2}\n" for n in range(ROWS))
    options = ["--project", trial.project.slug, "--protocol", trial.protocol.code, "--source", "inventado"]
    options += ["--started-on", "2025-03-01", "--measured-until", "2025-06-30", "--unit", "id"]
    options += ["--arm", "grupo", "--tried", "1", "--comparison", "0"]
    program = "import labx.core.cli; labx.core.cli.main()"
    environment = {**os.environ, "DATABASE_URL": database_url}
    command = [sys.executable, "-c", program, "trials", "import", str(file), *options]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as child:
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    peak = used.ru_maxrss // MEBIBYTE
    assert child.returncode == 0 and peak < LARGEST_MEBIBYTES
    dataset = trial.datasets.get()
    assert (dataset.state, dataset.rows) == (Dataset.State.IMPORTED, ROWS)
    told = tell(queries.latest_analysis(trial))
    assert [group["measured"] for group in told.groups] == [ROWS // 2, ROWS // 2]
