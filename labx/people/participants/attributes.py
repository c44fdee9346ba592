"""What the panel knows of a person: coarse, and only what balance and care for people need."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgeBand(models.TextChoices):
    UNDER_18 = "under_18", _("Under 18")
    FROM_18 = "18_24", _("18 to 24")
    FROM_25 = "25_34", _("25 to 34")
    FROM_35 = "35_44", _("35 to 44")
    FROM_45 = "45_54", _("45 to 54")
    FROM_55 = "55_64", _("55 to 64")
    FROM_65 = "65_74", _("65 to 74")
    FROM_75 = "75_more", _("75 or more")


class District(models.TextChoices):
    """Districts of the mainland and the two autonomous regions; proper names, never translated."""

    AVEIRO = "aveiro", "Aveiro"
    BEJA = "beja", "Beja"
    BRAGA = "braga", "Braga"
    BRAGANCA = "braganca", "Bragança"
    CASTELO_BRANCO = "castelo_branco", "Castelo Branco"
    COIMBRA = "coimbra", "Coimbra"
    EVORA = "evora", "Évora"
    FARO = "faro", "Faro"
    GUARDA = "guarda", "Guarda"
    LEIRIA = "leiria", "Leiria"
    LISBOA = "lisboa", "Lisboa"
    PORTALEGRE = "portalegre", "Portalegre"
    PORTO = "porto", "Porto"
    SANTAREM = "santarem", "Santarém"
    SETUBAL = "setubal", "Setúbal"
    VIANA_DO_CASTELO = "viana_do_castelo", "Viana do Castelo"
    VILA_REAL = "vila_real", "Vila Real"
    VISEU = "viseu", "Viseu"
    ACORES = "acores", "Açores"
    MADEIRA = "madeira", "Madeira"


class Education(models.TextChoices):
    UP_TO_BASIC = "basic", _("Up to the 9th year of school")
    SECONDARY = "secondary", _("12th year of school")
    HIGHER = "higher", _("Higher education")


class DigitalEase(models.TextChoices):
    ALONE = "alone", _("I use online services by myself")
    WITH_HELP = "with_help", _("I use online services with help")
    NOT = "not", _("I do not use online services")


class AccessNeed(models.TextChoices):
    """Only what must be provided, never why."""

    STEP_FREE = "step_free", _("A place without steps")
    SIGN_LANGUAGE = "sign_language", _("Portuguese Sign Language")
    LARGE_PRINT = "large_print", _("Large print")
    SCREEN_READER = "screen_reader", _("Documents a screen reader can read")
    CAPTIONS = "captions", _("Captions")
    EASY_READING = "easy_reading", _("Easy-to-read texts")
    COMPANION = "companion", _("Somebody who comes along")
    CHILD_CARE = "child_care", _("Child care during the session")


class Topic(models.TextChoices):
    HEALTH = "health", _("Health")
    FAMILY = "family", _("Family and children")
    WORK = "work", _("Work and employment")
    TAXES = "taxes", _("Taxes")
    JUSTICE = "justice", _("Justice and registries")
    HOUSING = "housing", _("Housing")
    MOBILITY = "mobility", _("Transport")
    EDUCATION = "education", _("Education")
    ONLINE = "online", _("Online services")


class Language(models.TextChoices):
    PORTUGUESE = "pt", _("Portuguese")
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
    UKRAINIAN = "uk", _("Ukrainian")
    OTHER = "other", _("Another language")


class Preferred(models.TextChoices):
    """How somebody wishes to be reached."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    POST = "post", _("Post")


# What people are balanced by: the attribute's name in a participant's row, its words and its categories.
BALANCED: Mapping[str, tuple[str, type[models.TextChoices]]] = {
    "age_band": (_("Age"), AgeBand),
    "district": (_("District"), District),
    "education": (_("Education"), Education),
    "digital_ease": (_("Ease with online services"), DigitalEase),
}
