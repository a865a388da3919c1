"""The log in the browser: Datasette over the same file, read-only, with our metadata, plugin and templates.

Datasette is an extra (``statement-monitor[review]``); it is imported when the page is asked for.
"""

from __future__ import annotations

import webbrowser
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor import yaml_file
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from datasette.app import Datasette

SETTINGS = {
    "sql_time_limit_ms": 5000,
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "allow_download": False,
    "truncate_cells_html": 400,
    "num_sql_threads": 2,
}


def open_review(database: Path) -> Datasette:
    """The application over the log at `database`, which the service may go on writing.

    Raises:
        MonitorError: the extra is not installed, or there is no log yet.
    """
    if not database.is_file():
        raise MonitorError(f"{database}: there is no log yet; `monitor run` makes it")
    try:
        from datasette.app import Datasette  # noqa: PLC0415 - an extra
        from datasette.plugins import pm  # noqa: PLC0415
    except ImportError:
        raise MonitorError("the review page needs its extra: pip install 'statement-monitor[review]'") from None
    from monitor.edges.review import plugin  # noqa: PLC0415 - needs Datasette

    if not pm.has_plugin(plugin.__name__):
        pm.register(plugin, plugin.__name__)
    folder = Path(str(resources.files("monitor.edges.review")))
    return Datasette(
        [str(database)],
        metadata=metadata(folder / "metadata.yaml", database.stem),
        template_dir=str(folder / "templates"),
        settings=SETTINGS,
    )


def metadata(path: Path, name: str) -> dict[str, Any]:
    """Our titles, facets and search settings, for a database called `name`."""
    found: dict[str, Any] = yaml_file.plain(yaml_file.load(path))
    return {**found, "databases": {name: found["databases"]["log"]}}


def serve_review(database: Path, host: str = "127.0.0.1", port: int = 8001, *, browser: bool = True) -> None:
    """Serve the log until interrupted, and open it in the browser.

    Raises:
        MonitorError: see `open_review`.
    """
    app = open_review(database)
    import uvicorn  # noqa: PLC0415 - only needed here

    address = f"http://{host}:{port}/"
    if browser:
        webbrowser.open(address)
    print(f"The log is at {address} (Ctrl-C ends)", flush=True)  # noqa: T201 - what the command answers
    uvicorn.run(app.app(), host=host, port=port, log_level="warning")
