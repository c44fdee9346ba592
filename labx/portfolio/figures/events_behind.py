"""The events behind a counter, read page by page: what a number is made of."""

import hmac
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import narwhals as nw
from django.conf import settings

from labx.core.events.declare import event_type
from labx.core.events.reader import one_snapshot
from labx.core.measures.declare import Measure
from labx.portfolio.figures.counting import events_of
from labx.portfolio.figures.narrowing import Narrowing
from labx.portfolio.models import Project

AT_ONCE = 2000
COLUMNS = ("time", "name", "subject", "project", "id")


class Events(Sequence[dict[str, Any]]):
    """The rows in the order of time; only the page that is looked at is read from the log."""

    def __init__(self, measure: Measure, narrowing: Narrowing) -> None:
        self.measure = measure
        self.narrowing = narrowing

    @cached_property
    def titles(self) -> dict[str, str]:
        return {str(key): title for key, title in Project.objects.values_list("pk", "title")}

    @cached_property
    def length(self) -> int:
        with one_snapshot(self.measure.event) as log:
            frame = events_of(log, self.measure, self.narrowing)
            return int(frame.select(nw.len()).collect().rows()[0][0])

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, wanted: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, wanted: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(wanted, int):
            return self.some(wanted, 1)[0]
        start, stop, _step = wanted.indices(len(self))
        return self.some(start, stop - start)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for start in range(0, len(self), AT_ONCE):
            yield from self.some(start, AT_ONCE)

    def some(self, start: int, most: int) -> list[dict[str, Any]]:
        with one_snapshot(self.measure.event) as log:
            frame = events_of(log, self.measure, self.narrowing).select(*COLUMNS)
            found = frame.to_native().order("time, id").limit(most, start).to_arrow_table().to_pylist()
        return [self.row(event) for event in found]

    def row(self, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "time": event["time"],
            "subject": self.code(event["subject"]),
            "project": self.titles.get(str(event["project"]), ""),
            "id": str(event["id"]),
        }

    def code(self, subject: Any) -> str:
        """Who or what it is about. A person gets another code here than anywhere else, the same all through."""
        if event_type(self.measure.event).unit != "person":
            return str(subject)
        told = f"figures:{self.measure.name}:{subject}".encode()
        return hmac.new(settings.SECRET_KEY.encode(), told, "sha256").hexdigest()[:12]
