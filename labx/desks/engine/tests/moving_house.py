"""A small desk that has nothing to do with any real law: moving house."""

MOVED = ["moved"]


def limit(kind, counting, amount, starts=MOVED, grade="A", **more):
    reading = {"from": starts, "counting": counting, "amount": amount, **more}
    return {"limit": kind, "grade": grade, "source": "house rules", "readings": [reading]}


def procedure(name, applies, phase="months", **more):
    return {"name": name, "applies": applies, "phase": phase, "source": f"rule {name}", "grade": "A", **more}


FACTS = [
    {"name": "moved", "type": "date"},
    {"name": "keys.time", "type": "timestamp"},
    {"name": "region", "type": "code", "answers": [{"code": code} for code in ("mainland", "azores", "moon")]},
    {"name": "renting", "type": "bool"},
    {"name": "rent", "type": "number", "minimum": 0, "asked_if": "renting", "otherwise": 0},
    {"name": "deposit", "type": "bool", "asked_if": "renting && rent > 100", "otherwise": False},
    {"name": "animal", "type": "code", "answers": [{"code": code} for code in ("none", "cat", "dog")]},
    {"name": "chip", "type": "bool", "asked_if": 'animal != "none"', "otherwise": False},
    {"name": "found", "type": "date", "asked_if": "deposit"},
    {"name": "owner", "type": "bool"},
    {"name": "today", "type": "date", "is_given": True},
]
CONTENT = {
    "id": "desks/moving-house",
    "version": "1.0.0",
    "region": "region",
    "facts": FACTS,
    "defined": [{"name": "pays", "is": "renting || owner"}],
    "contradictions": [{"name": "rents-own", "when": "renting && owner"}],
    "tables": [
        {
            "name": "bins",
            "key": 'owner ? "dog" : animal',
            "day": "moved",
            "rows": [
                {"code": "cat", "grade": "A", "value": 2, "valid_to": "2023-04-30"},
                {"code": "cat", "grade": "A", "value": 3, "valid_from": "2023-05-01"},
            ],
        }
    ],
    "procedures": [
        procedure(
            "keys",
            "true",
            "hours",
            documents=["id"],
            time_limits=[
                {
                    "limit": "legal",
                    "grade": "A",
                    "source": "door",
                    "readings": [{"from": ["keys.time", "moved"], "counting": "hours", "amount": 48}],
                }
            ],
        ),
        procedure(
            "register",
            "pays",
            after=["keys"],
            counters=["hall", "web"],
            documents=["id", "contract"],
            time_limits=[limit("legal", "end_of_month", 3)],
        ),
        procedure(
            "deposit",
            "deposit",
            after=["register"],
            counters=["bank"],
            documents=["contract"],
            time_limits=[limit("expiry", "days", 90, ["found", "moved"], rolls_over=True)],
        ),
        procedure(
            "dog",
            'animal == "dog" && chip',
            "week",
            counters=["hall"],
            documents=["chip", "id"],
            time_limits=[limit("legal", "working_days", 10)],
        ),
        procedure(
            "cat",
            'animal == "cat"',
            excludes=["dog"],
            counters=["vet"],
            time_limits=[limit("advice", "months", 6, grade="C")],
        ),
        procedure(
            "tax",
            "owner",
            "later",
            time_limits=[
                limit("window", "yearly", 1, ["found", "moved"], opens="04-01", closes="06-30")
                | {"applies": 'animal != "cat"'}
            ],
        ),
        procedure("note", "!pays", "later", is_task=False),
        procedure(
            "two",
            "renting",
            after=["dog"],
            counters=["hall"],
            time_limits=[
                {
                    "limit": "expiry",
                    "grade": "B",
                    "source": "both",
                    "readings": [
                        {"from": MOVED, "counting": "months_from_next_first", "amount": 6, "source": "leaflet"},
                        {"from": MOVED, "counting": "months", "amount": 6, "source": "guide"},
                    ],
                },
            ],
        ),
    ],
}
