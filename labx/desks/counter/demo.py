"""An invented counter with two invented colleagues and hours to book, for a demonstration."""

from typing import Any

from labx.core.actors import Actor
from labx.desks.counter.actions import bookings, posts
from labx.desks.counter.models import Counter
from labx.people.demo import LOGINS

NAME = "Espaço Óbito (demonstração)"
SPANS = [["09:30", "12:30"], ["14:00", "17:00"]]


def load(progress: Any, *, by: Actor) -> None:
    """One counter, where the staff of the demonstration work; once."""
    if Counter.objects.filter(name=NAME).exists():
        return
    counter = posts.add_counter(by=by, name=NAME, place="Loja de Cidadão inventada, piso 1, Coimbra")
    emails = {login.role: login.email for login in LOGINS}
    posts.begin_post(by=by, counter=counter, email=emails["counter_staff"])
    posts.begin_post(by=by, counter=counter, email=emails["lab_lead"], is_head=True)
    bookings.set_hours(
        by=by,
        counter=counter,
        edition=0,
        is_public=True,
        minutes=45,
        places=2,
        days_ahead=30,
        region="mainland",
        municipality="",
        hours={str(weekday): SPANS for weekday in range(5)},
        closed=[],
    )
