"""Makes readability_alt.json: school grades that alt-legibilidade 0.1.2 gives for one text. Run: python THIS_FILE.

The program is not installed here: its answers were frozen once and are written out below.
"""

import json
from pathlib import Path

TARGET = Path(__file__).with_suffix(".json")
COUNTS = {"letters": 161, "syllables": 72, "words": 34, "sentences": 2, "long_words": 5}
GRADES = {
    "flesch_kincaid": 10.14352941176471,
    "gunning_fog": 11.124117647058824,
    "ari": 9.26235294117647,
    "cli": 10.335294117647063,
}
SYLLABLES = {
    "água": 2,
    "saúde": 3,
    "uma": 2,
    "ideia": 3,
    "cidadãos": 3,
    "inovação": 4,
    "rio": 2,
    "história": 4,
    "poeta": 3,
    "aeroporto": 5,
    "Paraguai": 3,
    "ruim": 2,
    "pneu": 1,
    "quando": 2,
}


def compute():
    return {"counts": COUNTS, "grades": GRADES, "syllables": SYLLABLES}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2, ensure_ascii=False) + "\n")
