"""Tags and filters every template may use: {% load pages %}."""

from collections.abc import Sequence
from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from labx.core.charts.figure import Chart
from labx.core.charts.figure import draw as draw_figure
from labx.core.pages import formats
from labx.core.pages.entries import Moment, SummaryLine, Tab
from labx.core.pages.listing import Listing
from labx.core.pages.numbers import NumberCard
from labx.core.pages.progress import Progress

register = Library()

KINDS = {"information", "success", "warning", "danger"}
BADGES = KINDS | {"neutral"}


class NumberWithoutCard(TypeError):
    """A template asked for a number that no card explains."""


register.filter("percent", formats.percent)
register.filter("date_long", formats.day)


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    return formats.number(value, decimals)


@register.filter
def money(value: Any, currency: str = "EUR") -> str:
    return formats.money(value, currency)


@register.filter
def date_short(value: Any) -> str:
    return formats.day(value, "SHORT_DATE_FORMAT")


@register.filter
def moment(value: Any) -> str:
    return formats.day(value, "DATETIME_FORMAT")


@register.simple_tag
def today() -> str:
    return formats.day(timezone.localdate())


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; whatever it means stands beside it in words."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("pages/icons.svg"), name
    )


@register.simple_tag(takes_context=True, name="number")
def number_tag(context: Context, claim: Any, size: str = "") -> SafeString:
    """A number with its grade mark and its card; `claim` is a NumberCard or has one as `number_card`."""
    card = getattr(claim, "number_card", claim)
    if callable(card):
        card = card()
    if not isinstance(card, NumberCard):
        raise NumberWithoutCard(
            f"{claim!r} has no card, so the page does not show it. Give {{% number %}} a NumberCard "
            "(labx.core.pages.numbers) that says definition, denominator, comparison, interval and source."
        )
    fifths = card.design.fifths if card.design and not card.is_reported else 0
    marked = {"card": card, "fifths": fifths, "size": size, "id": f"como-sabemos-{card.digest}-{turn(context)}"}
    return SafeString(render_to_string("pages/number.html", marked).strip())


def turn(context: Context) -> int:
    """How many cards this page has so far: the same number may stand on it twice."""
    count: int = context.render_context.get("number_cards", 0) + 1
    context.render_context["number_cards"] = count
    return count


@register.inclusion_tag("pages/grade.html")
def grade(design: Any) -> dict[str, Any]:
    """The mark of a design grade with its word, where no number stands beside it."""
    return {"fifths": design.fifths, "word": design.label}


@register.simple_tag
def badge(text: str, kind: str = "neutral") -> SafeString:
    if kind not in BADGES:
        raise ValueError(f"{kind!r} is no kind of badge. Take one of {', '.join(sorted(BADGES))}.")
    return format_html('<span class="tag tag-{}">{}</span>', kind, text)


@register.inclusion_tag("pages/breadcrumb.html")
def breadcrumb(*labels_and_addresses: str) -> dict[str, Any]:
    """{% breadcrumb "Projects" url "Short letter" %}: label, address, label, address, and the page's own label."""
    pairs = list(zip(labels_and_addresses[::2], labels_and_addresses[1::2], strict=False))
    return {"parents": pairs, "here": labels_and_addresses[-1]}


@register.inclusion_tag("pages/tabs.html")
def tabs(entries: Sequence[Tab], label: str) -> dict[str, Any]:
    return {"entries": entries, "label": label}


@register.inclusion_tag("pages/summary.html")
def summary(lines: Sequence[SummaryLine]) -> dict[str, Any]:
    return {"lines": lines}


@register.inclusion_tag("pages/timeline.html")
def timeline(moments: Sequence[Moment]) -> dict[str, Any]:
    return {"moments": moments}


@register.inclusion_tag("pages/table.html")
def table(listing: Listing) -> dict[str, Any]:
    return {"listing": listing, "table": listing.table}


@register.inclusion_tag("pages/progress.html")
def progress(job: Progress, csrf_token: str = "") -> dict[str, Any]:
    return {"job": job, "csrf_token": csrf_token}


@register.inclusion_tag("pages/form.html", takes_context=True)
def draw_form(context: Context, form: Any, submit: str, cancel: str = "", action: str = "", kind: str = "") -> dict:
    """A whole form: summary of errors, fields, the one primary button, a way out. `kind` danger for a loss."""
    return {
        "form": form,
        "submit": submit,
        "cancel": cancel,
        "action": action,
        "kind": kind,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.simple_block_tag
def notice(content: str, kind: str = "information", title: str = "") -> SafeString:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of notice. Take one of {', '.join(sorted(KINDS))}.")
    return SafeString(render_to_string("pages/notice.html", {"kind": kind, "title": title, "content": content}))


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A dialog that {% dialog_link %} opens; the link's own address shows the same as a page where no script runs."""
    return SafeString(render_to_string("pages/dialog.html", {"id": id, "title": title, "content": content}))


@register.simple_tag
def dialog_link(id: str, url: str, label: str, look: str = "button button-second") -> SafeString:
    return format_html('<a class="{}" href="{}" data-dialog="{}">{}</a>', look, url, id, label)


@register.simple_tag
def chart(figure: Chart) -> SafeString:
    return SafeString(render_to_string("pages/chart.html", {"chart": figure, "drawing": draw_figure(figure)}))
