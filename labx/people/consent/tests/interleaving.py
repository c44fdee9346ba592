"""Uses and withdrawals of one person in a random order of steps, on connections of their own."""

import random
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from time import sleep
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from labx.people.consent.actions.answers import withdraw_consent
from labx.people.consent.errors import NotAgreed
from labx.people.consent.models import ConsentText
from labx.people.consent.parties import Whose
from labx.people.consent.tests.making import WHO, given

USES = 3
LONGEST_PAUSE = 0.003
Gate = Callable[..., AbstractContextManager[Any]]


@dataclass
class Story:
    """What happened, in the order in which the threads wrote it down; appending to a list is atomic."""

    moments: list[str] = field(default_factory=list)

    def broken(self) -> bool:
        """Whether a use was still going on, or began, after the withdrawal had committed."""
        end = self.moments.index("withdrawn") if "withdrawn" in self.moments else len(self.moments)
        begun = sum(moment == "use began" for moment in self.moments[:end])
        ended = sum(moment == "use ended" for moment in self.moments[:end])
        return begun != ended or "use began" in self.moments[end:]


def play(seed: int, gate: Gate, text: ConsentText) -> Story:
    """Three uses and one withdrawal, each after a pause of its own; the pauses come from the seed."""
    chance = random.Random(seed)
    subject, story = uuid4(), Story()
    given(text, subject)
    pauses = [(chance.uniform(0, LONGEST_PAUSE), chance.uniform(0, LONGEST_PAUSE)) for _number in range(USES + 1)]
    threads = [
        threading.Thread(target=alone, args=(use, story, gate, subject, *pauses[number])) for number in range(USES)
    ]
    threads.append(threading.Thread(target=alone, args=(take_back, story, subject, *pauses[USES])))
    chance.shuffle(threads)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return story


def alone(step: Callable[..., None], story: Story, *arguments: Any) -> None:
    try:
        step(story, *arguments)
    except Exception as error:
        story.moments.append(f"{type(error).__name__}: {error}")
    finally:
        connection.close()


def use(story: Story, gate: Gate, subject: UUID, before: float, during: float) -> None:
    sleep(before)
    try:
        with gate(subject, "audio", by=WHO, what="test.used"):
            story.moments.append("use began")
            sleep(during)
            story.moments.append("use ended")
    except NotAgreed:
        story.moments.append("use refused")


def take_back(story: Story, subject: UUID, before: float, during: float) -> None:
    """The story tells of the withdrawal only once its commit has returned."""
    sleep(before)
    with transaction.atomic():
        withdraw_consent(by=WHO, whose=Whose(subject), purpose="audio", channel="web")
        sleep(during)
    story.moments.append("withdrawn")
