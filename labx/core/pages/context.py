"""What every page knows: the lab's name, the reader's look, the languages, the frame's addresses."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from labx.core.pages.appearance import CONTRASTS, THEMES, chosen
from labx.core.pages.navigation import account_menu, main_menu

# Each language under its own name: a reader who needs it may not read the other.
OWN_NAMES = {"pt": "Português", "en": "English"}
REGIONS = {"pt": "pt-PT"}


def page(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "lab_name": settings.LABX_NAME,
        "lab_institution": settings.LABX_INSTITUTION,
        "lab_contact": settings.LABX_CONTACT,
        "theme_css": settings.LABX_THEME_CSS,
        "appearance": chosen(request),
        "themes": THEMES,
        "contrasts": CONTRASTS,
        "html_language": REGIONS.get(language, language),
        "navigation": SimpleLazyObject(lambda: main_menu(request)),
        "user_menu": SimpleLazyObject(lambda: account_menu(request)),
        "other_languages": [
            (code, OWN_NAMES.get(code, code)) for code, _name in settings.LANGUAGES if code != language
        ],
    }
