"""Theme and contrast a reader chose, kept in two cookies that hold nothing else."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

THEMES = (("system", _("As my device")), ("light", _("Light")), ("dark", _("Dark")))
CONTRASTS = (("system", _("As my device")), ("more", _("High contrast")), ("less", _("Ordinary contrast")))
COOKIES = {"theme": "labx_theme", "contrast": "labx_contrast"}
ALLOWED = {"theme": {key for key, _label in THEMES}, "contrast": {key for key, _label in CONTRASTS}}
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Appearance:
    theme: str = "system"
    contrast: str = "system"


def chosen(request: HttpRequest) -> Appearance:
    found = {part: request.COOKIES.get(cookie, "") for part, cookie in COOKIES.items()}
    return Appearance(**{part: value for part, value in found.items() if value in ALLOWED[part]})


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Write the choice that was posted; anything else is left as it was."""
    for part, cookie in COOKIES.items():
        value = request.POST.get(part)
        if value in ALLOWED[part]:
            response.set_cookie(cookie, value, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response
