"""The legal time of mainland Portugal, Madeira and the Azores."""

import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from labx.rules.errors import RuleRefused


class Place(StrEnum):
    MAINLAND = "mainland"
    MADEIRA = "madeira"
    AZORES = "azores"


ZONES = {
    Place.MAINLAND: ZoneInfo("Europe/Lisbon"),
    Place.MADEIRA: ZoneInfo("Atlantic/Madeira"),
    Place.AZORES: ZoneInfo("Atlantic/Azores"),
}


def legal_moment(day: datetime.date, hour: datetime.time, place: Place) -> datetime.datetime:
    """Give the moment that a clock on a wall of that place showed.

    Args:
        day: civil day.
        hour: time on the clock, without a zone.
        place: whose legal time the clock shows.

    Returns:
        The moment with its zone. In the night when clocks go back an hour comes twice: the first one is meant, so that
        a time limit that counts from it ends earlier.

    Raises:
        RuleRefused: no clock showed this hour, because clocks went forward over it.

    Assumes:
        A place where the time of Portugal holds; an event abroad needs the zone of its own place.

    Source:
        Decreto-Lei 17/96 (legal time of the mainland) and the regional decrees, as kept in the IANA time zone database.

    Checked against:
        `zoneinfo` round trips through UTC for every hour of four years.

    Examples:
        >>> legal_moment(datetime.date(2024, 7, 1), datetime.time(10), Place.AZORES).isoformat()
        '2024-07-01T10:00:00+00:00'
        >>> legal_moment(datetime.date(2024, 7, 1), datetime.time(10), Place.MAINLAND).isoformat()
        '2024-07-01T10:00:00+01:00'
    """
    zone = ZONES[place]
    moment = datetime.datetime.combine(day, hour, tzinfo=zone)
    if moment.astimezone(datetime.UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise RuleRefused(
            "On {day} clocks went forward: {hour} did not exist.",
            "Write the hour one later.",
            day=day,
            hour=hour.isoformat("minutes"),
        )
    return moment
