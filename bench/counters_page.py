"""A page of counters at 20 requests a second while 100 events a second are published."""

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psutil

from bench import ground

SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
REQUESTS_A_SECOND, EVENTS_A_SECOND = 20, 100
BAR_SECONDS, OLDEST_SECONDS = 0.3, 60
PAGE = "/numeros/"
PORT = 8765


def publish_for(seconds: float) -> int:
    from labx.core.events.publish import publish

    began, count = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        time.sleep(max(0.0, began + count / EVENTS_A_SECOND - time.monotonic()))
        publish(name="portfolio.project_started", subject=uuid4(), project=uuid4())
        count += 1
    return count


def ask() -> tuple[float, int]:
    began = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    line.request("GET", PAGE)
    answer = line.getresponse()
    answer.read()
    line.close()
    return time.perf_counter() - began, answer.status


def ask_for(seconds: float) -> list[tuple[float, int]]:
    """At fixed moments, whether or not the earlier answers have come."""
    began = time.monotonic()
    with ThreadPoolExecutor(64) as askers:
        asked = []
        for number in range(int(seconds * REQUESTS_A_SECOND)):
            time.sleep(max(0.0, began + number / REQUESTS_A_SECOND - time.monotonic()))
            asked.append(askers.submit(ask))
        return [one.result() for one in asked]


def await_page() -> None:
    for _ in range(120):
        try:
            if ask()[1] == http.client.OK:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit(f"{PAGE} does not answer.")


def age_seconds() -> float:
    from django.utils import timezone

    from labx.core.measures.models import KeptMeasure

    return max((timezone.now() - kept.refreshed_at).total_seconds() for kept in KeptMeasure.objects.all())


def memory_megabytes(process: subprocess.Popen) -> float:
    root = psutil.Process(process.pid)
    return sum(one.memory_info().rss for one in [root, *root.children(recursive=True)]) / 2**20


def main() -> None:
    ground.start("counters", "config.settings")
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
    options = ["--interface", "asginl", "--host", "127.0.0.1", "--port", str(PORT), "--log-level", "warning"]
    server = subprocess.Popen([sys.executable, "-m", "granian", *options, "config.asgi:application"])
    worker = subprocess.Popen([str(Path(sys.executable).parent / "labx"), "worker"])
    try:
        await_page()
        published: list[int] = []
        writer = threading.Thread(target=lambda: published.append(publish_for(SECONDS)))
        writer.start()
        answers = ask_for(SECONDS)
        age = age_seconds()
        writer.join()
        seconds = sorted(took for took, _ in answers)
        p99 = statistics.quantiles(seconds, n=100)[98]
        refused = sum(status != http.client.OK for _, status in answers)
        verdict = "kept" if p99 <= BAR_SECONDS and not refused and age <= OLDEST_SECONDS else "MISSED"
        print(f"{PAGE}: {len(answers)} requests, {published[0]} events in {SECONDS} s, {refused} refused")
        print(
            f"p50 {statistics.median(seconds):.3f} s, p99 {p99:.3f} s, slowest {seconds[-1]:.3f} s; "
            f"numbers {age:.0f} s old"
        )
        print(f"server {memory_megabytes(server):.0f} MB, worker {memory_megabytes(worker):.0f} MB")
        print(f"load {os.getloadavg()[0]:.1f}; bar {BAR_SECONDS} s: {verdict}")
    finally:
        for process in (server, worker):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
