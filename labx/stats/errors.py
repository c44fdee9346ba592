"""The one way in which a statistic says that it has no answer."""


class CannotEstimate(ValueError):
    """No answer exists for these data: what could not be computed, why, and what to do.

    The three parts are templates filled from `values`, so that a page can translate a part and fill it afterwards.

    Examples:
        >>> str(CannotEstimate("No variance.", "There is {count} value.", "Add a second one.", count=1))
        'No variance. There is 1 value. Add a second one.'
    """

    def __init__(self, what: str, why: str, todo: str, /, **values: object) -> None:
        super().__init__(what, why, todo)
        self.what = what
        self.why = why
        self.todo = todo
        self.values = values

    def __str__(self) -> str:
        return " ".join(part.format(**self.values) for part in (self.what, self.why, self.todo))

    def __reduce__(self) -> tuple[object, ...]:
        # An exception that a job raised is pickled on its way back.
        return _restored, (self.what, self.why, self.todo, self.values)


def _restored(what: str, why: str, todo: str, values: dict[str, object]) -> CannotEstimate:
    return CannotEstimate(what, why, todo, **values)
