"""Torture: `kill -9` of database, server, worker and writers while 8 writers publish and compaction runs.

At the end every acknowledged event must be read exactly once. Run `python -m tests.torture.kill_rounds --help`.
"""

import argparse
import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psutil

WRITERS = 8
LONGEST_ROUND_SECONDS = 0.5
LONGEST_RECOVERY_SECONDS = 120
PAUSE_SECONDS = 0.05
ROUNDS_BETWEEN_CHECKS = 10
FEWEST_A_ROUND = 5
SERVER = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "1", "--log-level", "critical")


class Lost(AssertionError):
    """An acknowledged event is missing, or an event is read twice."""


@dataclass
class Torture:
    folder: Path
    way: str
    dice: random.Random
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    kills: Counter = field(default_factory=Counter)
    port: int = 0
    last_batch: int = 0

    def prepare(self) -> None:
        self.folder.chmod(0o755)
        os.environ["LABX_VAR"] = str(self.folder)
        os.environ["DATABASE_URL"] = self.start_database()
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.torture.settings"
        self.port = free_port()
        from tests.torture.room import join

        join()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)

    def start_database(self) -> str:
        from labx.core.postgres.launcher import ensure_running

        return ensure_running(self.folder)

    def start(self, name: str) -> None:
        """Writers with even numbers publish by themselves, the others through the server."""
        match name.split("-"):
            case ["server"]:
                command = [*SERVER, "--port", str(self.port), "tests.torture.application:application"]
            case ["worker"]:
                command = ["-m", "tests.torture.start", "worker", self.way]
            case ["writer", number]:
                port = str(self.port if int(number) % 2 else 0)
                command = ["-m", "tests.torture.start", "writer", str(self.folder / f"acknowledged-{number}"), port]
        output = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen([sys.executable, *command], stdout=output, stderr=output)

    def names(self) -> list[str]:
        return ["server", "worker", *(f"writer-{number}" for number in range(WRITERS))]

    def round(self) -> None:
        self.await_work()
        time.sleep(self.dice.uniform(0, LONGEST_ROUND_SECONDS))
        victims = {self.dice.choice(["database", "server", "worker", "worker", self.dice.choice(self.names())])}
        if self.dice.random() < 0.3:
            victims |= {"database", "worker"}
        for victim in victims:
            self.kill(victim)
            self.kills[victim.split("-")[0]] += 1
        for victim in victims:
            if victim == "database":
                self.start_database()
            else:
                self.start(victim)

    def await_work(self) -> None:
        """Until everyone is at it again, without help: compaction, writers by themselves, writers by the server."""
        before, deadline = self.done(), time.monotonic() + LONGEST_RECOVERY_SECONDS
        while not all(now > then for now, then in zip(self.done(), before, strict=True)):
            if time.monotonic() > deadline:
                raise Lost(f"Not everyone works {LONGEST_RECOVERY_SECONDS} s after a kill: {before}, {self.done()}.")
            time.sleep(PAUSE_SECONDS)

    def done(self) -> tuple[int, int, int]:
        """The last batch, and how much the two kinds of writers have acknowledged."""
        from django.db import DatabaseError, connection

        from labx.core.events.models import Batch

        written = [0, 0]
        for file in self.folder.glob("acknowledged-*"):
            written[int(file.name.split("-")[1]) % 2] += file.stat().st_size
        try:
            self.last_batch = Batch.objects.order_by("-id").values_list("id", flat=True).first() or 0
        except DatabaseError:
            connection.close()
        return self.last_batch, *written

    def kill(self, victim: str) -> None:
        if victim == "database":
            pid_file = next(self.folder.glob("**/data/postmaster.pid"), None) or self.far_pid_file()
            kill_tree(int(pid_file.read_text().split()[0]))
            return
        kill_tree(self.processes[victim].pid)
        self.processes[victim].wait()

    def far_pid_file(self) -> Path:
        from labx.core.postgres.place import place_of

        return place_of(self.folder, "postgres").data / "postmaster.pid"

    def acknowledged(self) -> set[UUID]:
        files = self.folder.glob("acknowledged-*")
        return {UUID(line) for file in files for line in file.read_text().splitlines() if len(line) == 36}

    def check(self) -> int:
        """Whether each acknowledged event is read exactly once; asked while everything runs."""
        from django.db import connection

        from labx.core.events.models import EventId
        from labx.core.events.reader import one_snapshot

        connection.close()
        before = self.acknowledged()
        with one_snapshot() as log:
            read = Counter(log.events("torture.hit").select("id").collect()["id"].to_list())
        every = set(EventId.objects.values_list("id", flat=True))
        if twice := [number for number, times in read.items() if times > 1]:
            raise Lost(f"{len(twice)} events are read twice, such as {twice[0]}.")
        if missing := before - read.keys():
            raise Lost(f"{len(missing)} acknowledged events are not read, such as {min(missing)}.")
        if unknown := read.keys() - every:
            raise Lost(f"{len(unknown)} events are read whose id is not kept, such as {min(unknown)}.")
        return len(before)

    def stop(self) -> None:
        for name in list(self.processes):
            with contextlib.suppress(psutil.NoSuchProcess):
                self.kill(name)
        from django.db import connection

        connection.close()

    def run(self, rounds: int) -> int:
        for name in self.names():
            self.start(name)
        try:
            for number in range(1, rounds + 1):
                self.round()
                if number % ROUNDS_BETWEEN_CHECKS == 0:
                    print(f"round {number}: {self.check()} events, each read once; {dict(self.kills)}", flush=True)
        finally:
            self.stop()
        count = self.check()
        if count < rounds * FEWEST_A_ROUND:
            raise Lost(f"Only {count} events were acknowledged in {rounds} rounds: nothing was tested.")
        return count


def kill_tree(pid: int) -> None:
    """The process and all it started, at once and without warning."""
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def torture(rounds: int, seed: int, way: str = "well") -> int:
    folder = Path(tempfile.mkdtemp(prefix="labx-torture-"))
    harness = Torture(folder, way, random.Random(seed))
    try:
        harness.prepare()
        return harness.run(rounds)
    finally:
        from labx.core.postgres.launcher import stop

        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", choices=["order", "clock"], help="a compaction that is wrong on purpose: must fail")
    said = parser.parse_args()
    started = time.monotonic()
    try:
        count = torture(said.rounds, said.seed, said.broken or "well")
    except Lost as lost:
        print(f"FAILED: {lost}")
        return 1
    seconds = time.monotonic() - started
    print(f"{said.rounds} rounds in {seconds:.0f} s: all {count} acknowledged events were read exactly once.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
