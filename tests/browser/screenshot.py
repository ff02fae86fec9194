"""Pictures for the README, which browser tests take where ``SCREENSHOTS=1`` asks."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page

FOLDER = Path(__file__).with_name("screenshots")
WIDTH = 800
PAGE_WIDTH = 1280
LARGEST = 60 * 1024


def picture(page: Page, name: str, around: Locator, height: int = 420) -> None:
    """Keep a part of a page and what is above, below and left of it.

    Args:
        page: The page.
        name: Of the file, such as ``picker.webp``.
        around: What the picture is of; it comes to the middle of its height.
        height: Of the picture.
    """
    if os.environ.get("SCREENSHOTS") != "1":
        return
    before = page.viewport_size
    page.set_viewport_size({"width": PAGE_WIDTH, "height": height})
    around.evaluate("shown => shown.scrollIntoView({block: 'center'})")
    part: FloatRect = {"x": 0, "y": 0, "width": WIDTH, "height": height}
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled", clip=part)))
    FOLDER.mkdir(exist_ok=True)
    taken.convert("RGB").save(FOLDER / name, "WEBP", quality=80, method=6)
    if before is not None:
        page.set_viewport_size(before)
