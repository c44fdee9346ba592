"""The same rules in OpenFisca: runs in its environment, knows nothing of ours.

`python bench/desk_peers.py FOLDER` reads rules.json and columns.npz there, evaluates every condition for all cases at
once, then for one case at a time, and prints seconds and memory; what it found goes into found.npz.
"""

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

ONE_BY_ONE = 200
KINDS = {"bool": bool, "number": float, "code": int, "date": date, "timestamp": date}
EVER = "2026"


def months_between(first, last):
    first_month, last_month = first.astype("datetime64[M]"), last.astype("datetime64[M]")
    first_day, last_day = first - first_month.astype("datetime64[D]"), last - last_month.astype("datetime64[D]")
    return (last_month - first_month).astype(int) - (last_day < first_day)


CALLS = {
    "np": np,
    "days_between": lambda first, last: (last - first).astype(int),
    "months_between": months_between,
    "years_between": lambda first, last: months_between(first, last) // 12,
    "year": lambda days: days.astype("datetime64[Y]").astype(int) + 1970,
}


def compiled(text):
    return eval(f"lambda of_fact: {text}", CALLS)  # noqa: S307 - written by the benchmark beside this file


def system_of(rules):
    person = Entity("person", "persons", "", "")
    system = TaxBenefitSystem([person])

    def add(name, kind, formula=None):
        parts = {"value_type": KINDS[kind], "entity": person, "definition_period": DateUnit.YEAR, "label": name}
        system.add_variable(type(name, (Variable,), {**parts, **({"formula": formula} if formula else {})}))

    kinds = {fact["name"]: fact["kind"] for fact in rules["facts"]}
    for name, kind in kinds.items():
        add(f"raw_{name}", kind)
    for entry in rules["settled"]:
        add(entry["name"], kinds[entry["name"]], gated(entry))
    for entry in rules["procedures"]:
        add(f"applies_{entry['name']}", "bool", ruled(compiled(entry["condition"])))
    return system


def gated(entry):
    raw, gate = f"raw_{entry['name']}", compiled(entry["gate"]) if entry["gate"] else None
    otherwise = eval(entry["otherwise"], CALLS) if entry["otherwise"] else None  # noqa: S307 - as above

    def formula(person, period):
        value = person(raw, period)
        if gate is None or otherwise is None:
            return value
        return np.where(gate(lambda name: person(name, period)), value, otherwise)

    return formula


def ruled(condition):
    def formula(person, period):
        return condition(lambda name: person(name, period))

    return formula


def evaluate(system, rules, columns, count):
    simulation = SimulationBuilder().build_default_simulation(system, count)
    for name, values in columns.items():
        simulation.set_input(f"raw_{name}", EVER, values)
    return {entry["name"]: simulation.calculate(f"applies_{entry['name']}", EVER) for entry in rules["procedures"]}


def main():
    folder = Path(sys.argv[1])
    rules = json.loads((folder / "rules.json").read_text(encoding="utf-8"))
    columns = dict(np.load(folder / "columns.npz"))
    count = len(next(iter(columns.values())))
    system = system_of(rules)
    evaluate(system, rules, {name: values[:10] for name, values in columns.items()}, 10)
    started, busy = time.perf_counter(), time.process_time()
    found = evaluate(system, rules, columns, count)
    told = {"batch": time.perf_counter() - started, "batch_processor": time.process_time() - busy, "cases": count}
    busy = time.process_time()
    for place in range(ONE_BY_ONE):
        evaluate(system, rules, {name: values[place : place + 1] for name, values in columns.items()}, 1)
    told["one"] = (time.process_time() - busy) / ONE_BY_ONE
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.savez(folder / "found.npz", **found)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
