"""Importing 50,000 entities from a CSV file, 300 of its rows faulty: checked, decided, registered, undone."""

import csv
import os
import random
import sys
import time
from pathlib import Path

from bench import ground

ROWS, FAULTY = int(os.environ.get("BENCH_ROWS", "50000")), 300
BAR_SECONDS = 30
KINDS = ("Agrupamento de Escolas", "Junta de Freguesia", "Centro de Saúde", "Conservatória", "Biblioteca Municipal")
SYLLABLES = ("al", "be", "car", "do", "es", "fra", "gui", "la", "mon", "nor", "pe", "ro", "sar", "tor", "val")


def write(path: Path) -> None:
    """Every row another name; each two-hundredth has a parent above it; the faulty ones lie scattered."""
    from labx.people.organisations.nipc import with_check_digit

    chance = random.Random(20261122)
    faulty = set(chance.sample(range(1, ROWS), FAULTY))
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Nome", "NIPC", "Nível", "Distrito", "NIPC da entidade de que depende"])
        for number in range(ROWS):
            place = "".join(chance.choice(SYLLABLES) for _syllable in range(6)).capitalize()
            nipc = "501964844" if number in faulty else with_check_digit(f"6{number:07d}")
            parent = with_check_digit(f"6{0:07d}") if number and number % 200 == 0 else ""
            rows.writerow([f"{KINDS[number % 5]} de {place}", nipc, "local", "Aveiro", parent])


def main() -> None:
    folder = ground.start("entities", "config.settings")
    from labx.core.actors import system
    from labx.people.organisations import importing
    from labx.people.organisations.actions import imports

    path, by = folder / "entidades.csv", system("bench")
    write(path)
    file = imports.keep_upload(by=by, kind="entities", pieces=[path.read_bytes()], name=path.name, source="bench")
    form, columns = importing.as_it_reads(file)
    file = imports.choose_columns(by=by, file=file, form=vars(form), columns=columns)
    said: list[int] = []

    def told(*, done: int, total: int | None = None, message: str) -> None:
        said.append(done)

    began = time.monotonic()
    checked = importing.check(by=by, file=file, told=told)
    check_seconds = time.monotonic() - began
    decided = imports.decide(by=by, file=checked, similar_too=True, without_faulty=True)
    began = time.monotonic()
    brought = importing.bring(by=by, file=decided, told=told)
    seconds = time.monotonic() - began
    print(f"checked {checked.rows:,} rows in {check_seconds:.1f} s: {checked.problem_count} problems with row and cure")
    verdict = "kept" if seconds <= BAR_SECONDS else "MISSED"
    print(f"registered {brought.brought:,} in {seconds:.1f} s, bar {BAR_SECONDS} s: {verdict}; told {len(said)} times")
    began = time.monotonic()
    undone = imports.undo_import(by=by, file=brought, why="bench")
    print(f"undone but for {undone.brought} in {time.monotonic() - began:.1f} s; {ground.memory_megabytes():.0f} MB")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
