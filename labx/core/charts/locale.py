"""Numbers and months on the axes, in the language of the page."""

from typing import Any

THIN = "\u202f"
NUMBERS: dict[str, dict[str, Any]] = {
    "pt": {"decimal": ",", "currency": ["", "\u00a0€"], "percent": f"{THIN}%"},
    "en": {"decimal": ".", "currency": ["€", ""], "percent": "%"},
}
MONTHS = {
    "pt": (
        *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
        *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
DAYS = {
    "pt": ["domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"],
    "en": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
}


def number_locale(language: str) -> dict[str, Any]:
    known = NUMBERS[language if language in NUMBERS else "en"]
    return {"thousands": THIN, "grouping": [3], "minus": "\u2212", **known}


def time_locale(language: str) -> dict[str, Any]:
    known = language if language in MONTHS else "en"
    return {
        "dateTime": "%A, %e %B %Y, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": DAYS[known],
        "shortDays": [day[:3] for day in DAYS[known]],
        "months": list(MONTHS[known]),
        "shortMonths": [month[:3] for month in MONTHS[known]],
    }
