"""What every benchmark stands on: a durable PostgreSQL of its own, and a room with two event types."""

import atexit
import os
import resource
import shutil
import tempfile
from pathlib import Path


def start(name: str, settings: str = "bench.settings") -> Path:
    """Start a server in a temporary folder, migrate it, announce the benchmark's room; before any of our imports."""
    folder = Path(tempfile.mkdtemp(prefix=f"labx-bench-{name}-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user where we are root
    os.environ["LABX_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    from labx.core.postgres.launcher import ensure_running

    os.environ["DATABASE_URL"] = ensure_running(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    join()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    return folder


def join() -> None:
    """Announce the room in this process: the environment already names the server."""
    import django

    django.setup()
    from labx.core import rooms
    from labx.core.events.declare import EventType, Key
    from labx.core.measures.declare import Measure

    desk = Key("code", choices=("a", "b", "c", "d"))
    visited = EventType("bench.visited", "Visited", context={"desk": desk, "round": Key("number")})
    sold = EventType("bench.waited", "Waited", context={"desk": desk}, has_value=True)
    rooms.announce(
        rooms.Room(
            name="bench",
            title="Bench",
            event_types=(visited, sold),
            measures=(
                Measure("bench.visits", "Visits", "bench.visited"),
                Measure("bench.visits_at_a", "Visits at a", "bench.visited", where={"desk": "a"}),
                Measure("bench.people", "People", "bench.visited", "unique_subjects"),
                Measure("bench.people_at_a_or_b", "People", "bench.visited", "unique_subjects", {"desk": ("a", "b")}),
                Measure("bench.wait", "Mean wait", "bench.waited", "mean"),
                Measure("bench.total_wait", "Total wait", "bench.waited", "sum"),
                Measure("bench.median_wait", "Median wait", "bench.waited", "median"),
                Measure("bench.share_at_a", "Share", "bench.visited", where={"desk": "a"}, denominator="bench.visits"),
            ),
        )
    )


def memory_megabytes() -> float:
    """The most this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
