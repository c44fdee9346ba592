"""Every template is used, and every template that is named exists."""

import re
from pathlib import Path

from django.template import engines
from django.template.loader import get_template

from tests.repository import committed, text_of, told, written_by_us

# Libraries find these by name: their own pages in our look.
OVERRIDES = ("account/", "mfa/", "socialaccount/", "usersessions/", "allauth/", "django/forms/", "registration/")
# Django and allauth ask for these when something fails.
OF_FAILURES = re.compile(r"(400|403|403_csrf|404|429|500)\.html")
NAMED = re.compile(r"[\"']([\w\-/]+\.(?:html|txt|typ|xml|svg))[\"']")
BUILT = re.compile(r"f[\"']([\w\-/]*)\{[^}]+\}([\w\-/.]*\.(?:html|txt|typ))[\"']")


def templates() -> dict[str, Path]:
    """Our templates by the name Django knows them by."""
    return {
        path.as_posix().split("/templates/")[1]: path
        for path in committed()
        if "/templates/" in path.as_posix() and path.suffix in {".html", ".txt"}
    }


def sources() -> str:
    return "\n".join(text_of(path) for path in written_by_us(".py", ".html", ".txt") if "tests" not in path.parts)


def test_every_template_is_used() -> None:
    text = sources()
    named = set(NAMED.findall(text))
    failures = {name for name in templates() if OF_FAILURES.fullmatch(name)}
    built = [re.compile(re.escape(start) + r"[\w\-]+" + re.escape(end)) for start, end in BUILT.findall(text)]
    unused = [
        str(path)
        for name, path in templates().items()
        if name not in named | failures
        and not name.startswith(OVERRIDES)
        and not any(way.fullmatch(name) for way in built)
    ]
    assert not unused, told(unused, "Remove the template, or render it.")


def test_every_override_replaces_a_template_of_a_library() -> None:
    strangers = [
        str(path)
        for name, path in templates().items()
        if name.startswith(OVERRIDES) and name not in sources() and not replaces(name, path)
    ]
    assert not strangers, told(strangers, "No library asks for a template of this name: remove or rename it.")


def replaces(name: str, path: Path) -> bool:
    """Whether another installed application has a template of the same name."""
    loaders = engines["django"].engine.template_loaders
    origins = [origin for loader in loaders for origin in flattened(loader, name)]
    return any(Path(origin.name).exists() and not origin.name.endswith(str(path)) for origin in origins)


def flattened(loader, name: str) -> list:
    inner = getattr(loader, "loaders", [loader])
    return [origin for one in inner for origin in one.get_template_sources(name)]


def test_every_template_compiles() -> None:
    for name in templates():
        get_template(name)
