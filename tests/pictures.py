"""Pictures of pages for the manual: kept only by `make pictures`, few colours, small files."""

import io
import os

from PIL import Image
from playwright.sync_api import Page

from config.environment import ROOT

FOLDER = ROOT / "docs" / "images"
TALLEST = 1000
COLOURS = 96


def keep(page: Page, name: str) -> None:
    """The page from its top, as far as a reader of the manual would scroll."""
    if not os.environ.get("LABX_TAKE_PICTURES"):
        return
    page.evaluate("scrollTo(0, 0)")
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    with Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip))) as picture:
        picture.convert("RGB").quantize(COLOURS).convert("RGB").save(FOLDER / f"{name}.webp", lossless=True, method=6)
