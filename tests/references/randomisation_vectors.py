"""Makes randomisation_vectors.json by coreutils' sha256sum and exact fractions. Run: python THIS_FILE.

Other languages check their own lotteries against the same file; the rule: `labx.trials.engine.randomisation`.
"""

import json
import subprocess
from fractions import Fraction
from pathlib import Path

TARGET = Path(__file__).with_suffix(".json")
SEEDS = ["00" * 32, "8f" * 32, "0123456789abcdef" * 4]


def sha256(message):
    return subprocess.run(["sha256sum"], input=message, capture_output=True, check=True).stdout[:64].decode()


def words(seed, name):
    block = 0
    while True:
        digest = sha256(bytes.fromhex(seed) + b"\0" + name.encode() + b"\0" + block.to_bytes(8, "big"))
        yield from (int(digest[place : place + 16], 16) for place in range(0, 64, 16))
        block += 1


def below(stream, limit):
    while True:
        word = next(stream)
        if word < 2**64 // limit * limit:
            return word % limit


def arm(word, weights):
    reached = Fraction(0)
    for place, weight in enumerate(weights):
        reached += Fraction(str(weight))
        if Fraction(word >> 11, 2**53) < reached:
            return place
    raise ValueError("weights do not add up to 1")


def shuffled(stream, items):
    for last in range(len(items) - 1, 0, -1):
        other = below(stream, last + 1)
        items[last], items[other] = items[other], items[last]
    return items


def simple(seed, weights, count):
    stream = words(seed, "simple:")
    return [arm(next(stream), weights) for _unit in range(count)]


def complete(seed, sizes, name):
    """Sizes that are whole already: nothing is left over to be drawn."""
    return shuffled(words(seed, f"complete:{name}"), [place for place, size in enumerate(sizes) for _ in range(size)])


def blocks(seed, sizes, weights, name, count):
    stream, found = words(seed, f"blocks:{name}"), []
    while len(found) < count:
        size = sizes[below(stream, len(sizes))]
        block = [place for place, weight in enumerate(weights) for _ in range(int(size * Fraction(str(weight))))]
        found += shuffled(stream, block)
    return found[:count]


def pairs(seed, named):
    stream, found = words(seed, "pairs:"), {}
    for _pair, units in sorted(named.items()):
        tried = below(stream, 2)
        found |= {unit: int(place == tried) for place, unit in enumerate(sorted(units))}
    return found


def compute():
    named = {"norte": ["b", "a"], "sul": ["c", "d"], "centro": ["f", "e"]}
    clusters = ["Évora", "Faro", "Aveiro", "Beja"]
    found = []
    for seed in SEEDS:
        ordered = sorted(clusters, key=str.encode)
        found.append(
            {
                "seed": seed,
                "seed_hash": sha256(bytes.fromhex(seed)),
                "below_6": [below(stream, 6) for stream in [words(seed, "letter")] for _ in range(20)],
                "simple": simple(seed, [0.25, 0.25, 0.5], 30),
                "complete_6_6": complete(seed, [6, 6], ""),
                "blocks_4_6": blocks(seed, [4, 6], [0.5, 0.5], "", 30),
                "blocks_4_8_in_stratum": blocks(seed, [4, 8], [0.25, 0.75], "lisboa", 30),
                "clusters": dict(zip(ordered, complete(seed, [2, 2], "clusters:"), strict=True)),
                "pairs": pairs(seed, named),
            }
        )
    return {"named_pairs": named, "named_clusters": clusters, "vectors": found}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=1, ensure_ascii=False) + "\n")
