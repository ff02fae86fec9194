"""Pictures for the README, which browser tests take where ``SCREENSHOTS=1`` asks."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

FOLDER = Path(__file__).with_name("screenshots")
WIDTH = 800
LARGEST = 60 * 1024


def picture(page: Page, name: str, around: Locator, height: int = 420) -> None:
    """Keep what surrounds a part of a page, as wide as the README shows it.

    Args:
        page: The page.
        name: Of the file, such as ``moodle-1.webp``.
        around: What the picture is of; it comes to its middle.
        height: Of the picture.
    """
    if os.environ.get("SCREENSHOTS") != "1":
        return
    before = page.viewport_size
    page.set_viewport_size({"width": WIDTH, "height": height})
    around.evaluate("shown => shown.scrollIntoView({block: 'center'})")
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    taken.convert("RGB").save(FOLDER / name, "WEBP", quality=80, method=6)
    if before is not None:
        page.set_viewport_size(before)
