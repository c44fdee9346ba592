"""From the log to each arm's sums: 20 million events, 2 million units, five metrics and a covariate; peers beside.

Medians of five runs after one that is not counted. `BENCH_EVENTS=100000000` asks for five times as much,
`BENCH_REPEATS=1` for one run of each. gbstats and spotify-confidence run where `BENCH_PEERS_PYTHON` names the Python of
an environment that has them.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench import trials_lake
from bench.ground import memory_megabytes
from bench.trials_lake import EVENTS, UNITS

LAST_DAY = EVENTS - EVENTS // (trials_lake.DAYS + trials_lake.LEAD_DAYS)
PEERS = os.environ.get("BENCH_PEERS_PYTHON", "")
WAYS = {
    "5": "five metrics",
    "1": "one metric",
    "20": "twenty metrics",
    "refresh": "daily refresh",
    "hand": "SQL by hand",
    "tea": "tea-tasting",
    "gbstats": "gbstats, pandas",
    "confidence": "spotify-confidence, pandas",
}
# Time (by the clock, two threads for everyone; on a busy machine look at the processor's) or memory of one way over
# another, and the bar.
BARS = (
    ("hand", "5", "clock", 1 / 1.1, "at most 1.1 times SQL by hand"),
    ("tea", "5", "clock", 1.0, "not slower than tea-tasting"),
    ("gbstats", "5", "clock", 5.0, "5 times faster than gbstats' pandas way"),
    ("confidence", "5", "clock", 5.0, "5 times faster than spotify-confidence"),
    ("gbstats", "5", "memory", 4.0, "a quarter of gbstats' memory"),
    ("confidence", "5", "memory", 4.0, "a quarter of spotify-confidence's memory"),
    ("1", "20", "clock", 1 / 2.2, "20 metrics at most 2.2 times one"),
    ("5", "refresh", "clock", 8.0, "a refresh at most an eighth of the whole"),
)


def measured(way: str, lake: str) -> dict | None:
    """Run one way in its own process; nothing where its environment is missing."""
    if way in ("gbstats", "confidence"):
        if not PEERS:
            return None
        command = [PEERS, str(Path(__file__).with_name("trials_peers.py"))]
    else:
        command = [sys.executable, "-m", "bench.trials_contenders"]
    done = subprocess.run([*command, way, lake], capture_output=True, text=True)
    if done.returncode:
        print(f"{WAYS.get(way, way):28} failed: {done.stderr.strip().splitlines()[-1]}", flush=True)
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    return told | {key: statistics.median(told[key]) for key in ("clock", "processor")}


def main() -> None:
    folder = trials_lake.start()
    lake = str(folder / "lake")
    trials_lake.fill(until=LAST_DAY)
    measured("keep", lake)
    trials_lake.fill(LAST_DAY)
    print(
        f"{EVENTS:,} events, {UNITS:,} units, {DAY_SHARE}; the bench itself held {memory_megabytes():.0f} MB",
        flush=True,
    )
    found = {}
    for way, title in WAYS.items():
        told = measured(way, lake)
        if told is None:
            print(f"{title:28} not measured", flush=True)
            continue
        found[way] = told
        numbers = " ".join(f"{one:,.6g}" for one in told["found"])
        print(
            f"{title:28} {told['clock']:7.2f} s {told['processor']:7.2f} s CPU {told['memory']:7.0f} MB  {numbers}",
            flush=True,
        )
    for other, own, what, bar, words in BARS:
        if other in found and own in found:
            over = {key: found[other][key] / found[own][key] for key in ("clock", "processor", "memory")}
            verdict = "kept" if over[what] >= bar else "MISSED"
            beside = f"; by the processor {over['processor']:.2f}" if what == "clock" else ""
            print(f"{words:45} {over[what]:6.2f} (bar {bar:.2f}: {verdict}{beside})")
    print(f"load {os.getloadavg()[0]:.1f}")


DAY_SHARE = f"one of {trials_lake.DAYS + trials_lake.LEAD_DAYS} days new at the refresh"

if __name__ == "__main__":
    main()
