"""Read .coverage and say where branch coverage is below the bar: all of the mathematics, nine tenths elsewhere."""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MATHEMATICS = ("labx/stats/", "labx/rules/")
WHOLE, MOST = 1.0, 0.9


def area(path: str) -> str:
    """What a bar is held for: stats, rules, the engines; elsewhere a room or a topic of the core."""
    folders = Path(path).parent.parts
    if "engine" in folders:
        return "/".join(folders[: folders.index("engine") + 1])
    return "/".join(folders[: 3 if {"core", "people", "portfolio"} & set(folders) else 2])


def bar(name: str) -> float:
    return WHOLE if f"{name}/".startswith(MATHEMATICS) or name.endswith("/engine") else MOST


def shares(report: dict) -> dict[str, float]:
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for path, file in report["files"].items():
        summary = file["summary"]
        counts = counted[area(path)]
        counts[0] += summary["covered_lines"] + summary["covered_branches"]
        counts[1] += summary["num_statements"] + summary["num_branches"]
    return {name: covered / total for name, (covered, total) in sorted(counted.items()) if total}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "coverage.json"
        subprocess.run([sys.executable, "-m", "coverage", "json", "-q", "-o", written], cwd=ROOT, check=True)
        found = shares(json.loads(written.read_text()))
    for name, share in found.items():
        print(f"{share:7.1%} {'' if share >= bar(name) else f'below {bar(name):.0%}'}  {name}")
    return int(any(share < bar(name) for name, share in found.items()))


if __name__ == "__main__":
    sys.exit(main())
