"""Logs: one JSON line an event, with a request id and without personal data."""

import logging
import re
import traceback
from ipaddress import ip_address
from typing import Any

import structlog

from config.environment import LOG_LEVEL, BadSetting

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
HIDDEN = "[…]"
EMAIL = re.compile(r"[^\s@<>\"'=,;]+@[^\s@<>\"'=,;]+\.[A-Za-z]{2,}")
ADDRESS = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![\w:])")
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")


def kind_and_place(error: BaseException) -> dict[str, str]:
    """What may be logged of an error: its kind and where it was raised. Its words may quote somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/labx/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-4:]]
    return {"error": type(error).__name__, "place": " < ".join(reversed(places))}


def clean(text: str) -> str:
    """The text without e-mail addresses, network addresses and query strings."""
    text = EMAIL.sub(HIDDEN, QUERY.sub(r"\1", text))
    return ADDRESS.sub(lambda found: HIDDEN if is_somebodys(found[0]) else found[0], text)


def is_somebodys(text: str) -> bool:
    """Whether this is a network address other than this machine's own; a time of day is not."""
    try:
        return not ip_address(text).is_loopback
    except ValueError:
        return False


def without_personal_data(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """The last step before writing: whatever a library chose to log passes here."""
    return {key: clean(value) if isinstance(value, str) else value for key, value in event.items()}


def error_in_short(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A traceback becomes kind and place."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    return {**event, **kind_and_place(error)} if isinstance(error, BaseException) else event


def only_words(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Records of libraries: the formatted message, not their raw arguments, which may be requests or people."""
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    event.pop("positional_args", None)
    return event


SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(level: str) -> dict[str, Any]:
    """Django's LOGGING, and structlog to match: both end in the same JSON lines on standard error."""
    if level not in LEVELS:
        raise BadSetting(f"{LOG_LEVEL.name}={level!r} is no level. Write one of {', '.join(LEVELS)}.")
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": lines}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            # Django tells of each 4xx and 5xx by address; the access log below already does, without the query.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            "django": {"handlers": [], "level": level, "propagate": True},
            "procrastinate": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
        },
    }


def lines() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED],
        processors=[
            error_in_short,
            only_words,
            without_personal_data,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )
