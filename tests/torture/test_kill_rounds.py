"""Twenty rounds of the torture, and two compactions that are wrong on purpose, which it must find out."""

import subprocess
import sys

import pytest

from config.environment import ROOT


def rounds(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.torture.kill_rounds", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)


def test_twenty_rounds_lose_nothing():
    finished = rounds("--rounds", "20", "--seed", "20")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "acknowledged events were read exactly once" in finished.stdout


@pytest.mark.slow
@pytest.mark.parametrize("way", ["order", "clock"])
def test_a_broken_compaction_is_found_out(way):
    finished = rounds("--rounds", "20", "--seed", "20", "--broken", way)
    assert finished.returncode == 1, finished.stdout + finished.stderr
    assert finished.stdout.splitlines()[-1].startswith("FAILED: "), finished.stdout
    assert "acknowledged events are not read" in finished.stdout
