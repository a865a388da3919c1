"""A headless Chromium with a profile of its own that talks to nobody but the page it is sent to."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import BrowserContext, Playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def there() -> bool:
    """Whether this machine has the browser."""
    return Path(CHROMIUM).exists()


@contextlib.contextmanager
def window(
    playwright: Playwright,
    width: int = 1280,
    height: int = 900,
    scheme: Literal["light", "dark"] = "light",
    *,
    scripts: bool = True,
) -> Iterator[BrowserContext]:
    """The browser at this size, closed at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            headless=False,  # the new headless mode is among the arguments
            args=ARGUMENTS,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        try:
            yield context
        finally:
            context.close()
