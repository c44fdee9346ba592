"""The worker's part: a number that many ask for is counted again before it is too old."""

from procrastinate.contrib.django import app


@app.task(name="labx.portfolio.figures.count_again")
def count_again(**narrowing: str | None) -> None:
    from labx.portfolio.figures import counting
    from labx.portfolio.figures.narrowing import Narrowing
    from labx.portfolio.models import Project

    try:
        asked = Narrowing.from_data(narrowing)
    except Project.DoesNotExist:
        return  # gone meanwhile, and with it who asks for its numbers
    counting.count_again(asked)
