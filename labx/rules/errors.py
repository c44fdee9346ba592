"""The one way in which a rule, a fact or a date says that it cannot be used."""


class RuleRefused(ValueError):
    """What is wrong and what to write instead, with the place where it stands.

    Both sentences are templates filled from `values`, so that a page can translate a sentence and fill it afterwards.

    Examples:
        >>> str(RuleRefused("“{name}” is no fact.", "Write one of: {known}.", place="column 3", name="ag", known="age"))
        'column 3: “ag” is no fact. Write one of: age.'
    """

    def __init__(self, problem: str, cure: str, /, *, place: str = "", **values: object) -> None:
        super().__init__(problem, cure)
        self.problem = problem
        self.cure = cure
        self.place = place
        self.values = values

    def __str__(self) -> str:
        told = " ".join(part.format(**self.values) for part in (self.problem, self.cure))
        return f"{self.place}: {told}" if self.place else told

    def within(self, place: str) -> "RuleRefused":
        """The same refusal, with the larger place it stands in named first."""
        nearer = f"{place}: {self.place}" if self.place else place
        return RuleRefused(self.problem, self.cure, place=nearer, **self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.problem, self.cure, self.place, self.values)


def _restored(problem: str, cure: str, place: str, values: dict[str, object]) -> RuleRefused:
    return RuleRefused(problem, cure, place=place, **values)
