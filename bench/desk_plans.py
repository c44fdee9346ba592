"""Plans of the bereavement desk: one at a time, and a million under two versions of the law; OpenFisca beside.

`BENCH_CASES=100000` asks for fewer cases. OpenFisca evaluates the same conditions on the same cases, where
`BENCH_OPENFISCA_PYTHON` names the Python of an environment that has `openfisca-core`.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from multiprocessing import get_context
from pathlib import Path

import numpy as np

CASES = int(os.environ.get("BENCH_CASES", "1000000"))
PEER = os.environ.get("BENCH_OPENFISCA_PYTHON", "")
PACK = Path(__file__).parent.parent / "content" / "desks" / "bereavement-pt"
CHUNK, PEER_CASES, PLANS, WORKERS, SEED = 50_000, 200_000, 1_000, 2, 20261122
BAR_PLAN_MS, BAR_BATCH_MINUTES = 5.0, 10.0


def start() -> None:
    """Django for the words of the pack reader alone: no database is asked for anything."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LABX_VAR", tempfile.mkdtemp(prefix="labx-bench-desk-"))
    django.setup()


def desks():
    """The pack, and the pack after a change of law: two limits and three conditions say something else."""
    from labx.core.packs.library import read_in_place
    from labx.desks.engine.compiling import read_desk

    content = dict(read_in_place(PACK).content)
    changed = deepcopy(content)
    entries = {entry["name"]: entry for entry in changed["procedures"]}
    entries["p15-list-of-assets"]["time_limits"][0]["readings"][0]["amount"] += 1
    entries["p16-funeral-refund"]["time_limits"][0]["readings"][0]["amount"] += 30
    for entry in changed["defined"]:
        if entry["name"] == "covered":
            entry["is"] = entry["is"].replace(">= 36", ">= 24")
    changed["version"] = "99.0.0"
    return [read_desk(one)[0] for one in (content, changed)]


def one_at_a_time() -> tuple[float, float, int]:
    """Milliseconds of processor time a plan: the median and the slowest twentieth; and how many facts each has."""
    from labx.desks.engine.generated import facts_at, generated_columns
    from labx.desks.engine.plans import plan

    desk = desks()[0]
    columns = generated_columns(desk, count=PLANS, seed=SEED)
    cases = [facts_at(desk, columns, place) for place in range(PLANS)]
    spent = []
    for case in cases:
        begun = time.process_time()
        plan(desk, case)
        spent.append((time.process_time() - begun) * 1000)
    return statistics.median(spent), float(np.quantile(spent, 0.95)), len(cases[0])


def chunk(first: int) -> tuple[dict, float, float]:
    """One chunk under both versions: what changes, processor seconds, and the most memory of this process."""
    from labx.desks.cli import changed_cases

    begun = time.process_time()
    found = changed_cases(*begun_desks(), cases=min(CHUNK, CASES - first), seed=SEED + first)
    return found, time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def begun_desks():
    if not kept:
        start()
        kept.extend(desks())
    return kept


kept: list = []


def many() -> None:
    begun = time.perf_counter()
    total: dict[str, Counter] = {}
    busy, memory = 0.0, 0.0
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        for found, seconds, held in pool.map(chunk, range(0, CASES, CHUNK)):
            busy, memory = busy + seconds, max(memory, held)
            for name, counts in found.items():
                total.setdefault(name, Counter()).update(counts)
    minutes = (time.perf_counter() - begun) / 60
    print(
        f"{CASES} cases under two versions, {WORKERS} processes: {minutes:.1f} minutes"
        f" (bar {BAR_BATCH_MINUTES:g} for a million), {busy / CASES * 1e6:.0f} us of processor a case,"
        f" {memory:.0f} MB a process"
    )
    for name, counts in sorted(total.items()):
        told = ", ".join(f"{number} {kind}" for kind, number in counts.items() if number)
        print(f"  {name}: {told}")


def peer() -> None:
    """The conditions alone, true or false, without dates and reasons: that is what both can do."""
    from labx.desks.engine.batch import settle_columns, stand
    from labx.desks.engine.generated import generated_columns
    from labx.rules.columns import evaluate_columns

    desk = desks()[0]
    count = min(PEER_CASES, CASES)
    columns = generated_columns(desk, count=count, seed=SEED)
    begun = time.process_time()
    settled = settle_columns(desk, columns, count=count)
    for procedure in desk.procedures.values():
        evaluate_columns(procedure.applies.expression, settled, count=count)
    ours = time.process_time() - begun
    begun = time.process_time()
    states = stand(desk, columns, count=count).states
    print(f"{count} cases: conditions {ours:.2f} s of processor, with dates {time.process_time() - begun:.2f} s")
    if PEER:
        openfisca(desk, columns, states, ours)
    else:
        print("OpenFisca was not measured: BENCH_OPENFISCA_PYTHON names no environment that has it.")


def openfisca(desk, columns, states, ours: float) -> None:
    from bench.desk_rules import plain, write
    from labx.desks.engine.batch import OPEN

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), desk, columns)
        command = [PEER, str(Path(__file__).with_name("desk_peers.py")), folder]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"OpenFisca failed: {done.stderr.strip().splitlines()[-1]}")
        told = json.loads(done.stdout.splitlines()[-1])
        found = np.load(Path(folder) / "found.npz")
        known = {name: one != OPEN for name, one in states.items()}
        same = sum(int(np.sum((found[plain(name)] == (one == 1)) & known[name])) for name, one in states.items())
    both = sum(int(np.sum(mask)) for mask in known.values())
    whole_plan = one_at_a_time()[0]
    print(f"OpenFisca, conditions: {told['batch_processor']:.2f} s of processor, {told['memory']:.0f} MB")
    print(f"  ratio OpenFisca / ours, conditions of many cases: {told['batch_processor'] / ours:.2f}")
    print(f"  agrees in {same} of {both} settled conditions")
    print(f"  one case: {told['one'] * 1000:.1f} ms, {told['one'] * 1000 / whole_plan:.1f} times our whole plan")


def main() -> None:
    start()
    median, slow, facts = one_at_a_time()
    print(
        f"a plan of {len(desks()[0].procedures)} procedures from {facts} facts: {median:.2f} ms,"
        f" one in twenty over {slow:.2f} ms (bar {BAR_PLAN_MS:g})"
    )
    peer()
    many()


if __name__ == "__main__":
    main()
