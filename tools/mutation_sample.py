"""Mutants of the statistics in random order, as many as fit a time: how many do the tests kill?"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

AT_ONCE = 80
MEANING = {0: "survived", 33: "has no test"}  # every other code: some test failed, crashed or ran out of time
BAR = 0.85


def mutmut(names: list[str], seconds: float) -> None:
    """Each mutant alone against the tests that reach it; what is done when the time ends is kept."""
    command = [sys.executable, "-m", "mutmut", "run", *names]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return
    if done.returncode:
        sys.exit(f"mutmut cannot run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def results() -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for path in Path("mutants").rglob("*.py.meta"):
        found |= json.loads(path.read_text())["exit_code_by_key"]
    return found


def sample(seed: int, seconds: float) -> list[str]:
    """In random order, a batch at a time."""
    ends = time.monotonic() + seconds
    names = sorted(results())
    random.Random(seed).shuffle(names)  # noqa: S311 - a sample, not a secret
    asked: list[str] = []
    while (left := ends - time.monotonic()) > 0 and len(asked) < len(names):
        asked += names[len(asked) : len(asked) + AT_ONCE]
        mutmut(asked[-AT_ONCE:], left)
        report(asked)
    return asked


def report(asked: list[str]) -> float:
    codes = {name: code for name, code in results().items() if name in set(asked) and code is not None}
    counts = Counter(MEANING.get(code, "killed") for code in codes.values())
    share = counts["killed"] / max(1, len(codes))
    print(f"{len(codes)} of {len(results())} mutants: {dict(counts)}, {share:.1%} killed", flush=True)
    return share


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--minutes", type=float, default=30)
    reader.add_argument("--seed", type=int, default=1)
    given = reader.parse_args()
    # Writes all mutants and learns which test reaches which; this is not of the half hour.
    mutmut(["labx.stats.moments.*__mutmut_1"], 10 * 60 * given.minutes)
    asked = sample(given.seed, given.minutes * 60)
    share = report(asked)
    codes = results()
    print("\n".join(f"{MEANING[codes[name]]}: {name}" for name in sorted(asked) if codes[name] in MEANING))
    sys.exit(0 if share >= BAR else 1)


if __name__ == "__main__":
    main()
