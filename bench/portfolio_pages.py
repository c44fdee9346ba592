"""Every page of the portfolio at 20 requests a second, with ten times the demonstration and 10 million events."""

import http.client
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

from bench import ground
from bench.portfolio_fill import fill

SECONDS = int(os.environ.get("BENCH_SECONDS", "300"))  # each page is asked for some 350 times, so that p99 is a number
REQUESTS_A_SECOND = 20
BAR_SECONDS = 0.4
PORT = int(os.environ.get("BENCH_PORT", "8766"))
PAGES = (
    "/projetos/",
    "/projetos/quadro/",
    "/projetos/cronologia/",
    "/projetos/mapa/",
    "/projetos/tabela/",
    "/bloqueios/",
    "/laboratorio/",
    "/numeros/",
    "/numeros/?etapa=pilot",
    "/numeros/publicados/",
    "/projetos/projeto-7/registo/",
    "/projetos/projeto-7/bloqueios/",
    "/participantes/",
    "/participantes/equilibrio/",
    "/participantes/recrutamentos/",
    "/entidades/",
    "/",
)


def ask(path: str, cookie: str) -> tuple[str, float, int]:
    began = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    answer.read()
    line.close()
    return path, time.perf_counter() - began, answer.status


def await_server(cookie: str) -> None:
    for _ in range(240):
        try:
            if ask("/", cookie)[2] == http.client.OK:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit("The server does not answer.")


def stolen() -> tuple[int, int]:
    """Processor time that other machines of the same host took from this one, and all there was, in ticks."""
    ticks = [int(number) for number in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return ticks[-1], sum(ticks)


def measure(cookie: str) -> list[tuple[str, float, int]]:
    """At fixed moments, whether or not the earlier answers have come; each page once before, to fill the caches."""
    for path in PAGES:
        ask(path, cookie)
    began = time.monotonic()
    with ThreadPoolExecutor(64) as askers:
        asked = []
        for number in range(SECONDS * REQUESTS_A_SECOND):
            time.sleep(max(0.0, began + number / REQUESTS_A_SECOND - time.monotonic()))
            asked.append(askers.submit(ask, PAGES[number % len(PAGES)], cookie))
        return [one.result() for one in asked]


def report(answers: list[tuple[str, float, int]]) -> bool:
    slow = False
    for path in PAGES:
        times = [seconds for asked, seconds, _status in answers if asked == path]
        bad = [status for asked, _seconds, status in answers if asked == path and status != http.client.OK]
        p99 = quantiles(times, n=100, method="inclusive")[98]
        slow = slow or p99 > BAR_SECONDS or bool(bad)
        print(f"{path:<36} p50 {quantiles(times, n=2)[0] * 1000:6.0f} ms  p99 {p99 * 1000:6.0f} ms  {bad[:3] or ''}")
    return not slow


def main() -> None:
    ground.start("portfolio", "config.settings")
    cookie = fill()
    server = subprocess.Popen([Path(sys.executable).parent / "labx", "run", "--port", str(PORT)])
    try:
        await_server(cookie)
        before = stolen()
        good = report(measure(cookie))
        taken, all_of_it = (after - earlier for after, earlier in zip(stolen(), before, strict=True))
        print(f"Taken by other machines of the host: {taken / all_of_it:.1%} of the processors' time.")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
