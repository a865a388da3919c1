"""The log in the browser: Datasette over the same file, read-only, with our metadata, pages and plugin.

Datasette is an extra (``statement-monitor[review]``); it is imported when the page is asked for.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import webbrowser
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import yaml_file
from monitor.edges.review.guard import guarded
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from datasette.app import Datasette

FOLDER = Path(__file__).parent
SETTINGS = {
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 1000,
    "suggest_facets": False,
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "allow_download": False,
    "truncate_cells_html": 300,
    "num_sql_threads": 3,
    "template_debug": False,
}
STOP_WITHIN = 3
"""Seconds that open requests have when the server is told to stop."""


def serve_review(
    database: Path, host: str = "127.0.0.1", port: int = 8001, *, names: Iterable[str] = (), browser: bool = True
) -> None:
    """Serve the log until interrupted, and open it in the browser. The service may go on writing it meanwhile.

    Args:
        database: the log.
        host: the name or address to listen on; it and this machine's own names are answered.
        port: 0 for any that is free.
        names: other names to answer to, such as a proxy's.
        browser: whether to open the browser.

    Raises:
        MonitorError: the extra is not installed, there is no log yet, or the address cannot be had.
    """
    app = open_review(database)
    import uvicorn  # noqa: PLC0415 - only needed here

    with contextlib.closing(listen(host, port)) as listener:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}/-/statements"
        print(f"The log is at {address} (Ctrl-C ends)", flush=True)  # noqa: T201 - what the command answers
        if browser:  # in a thread: a browser in the terminal keeps the caller until it is closed
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        settings = uvicorn.Config(
            guarded(app.app(), host, names),
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=STOP_WITHIN,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[listener])


def open_review(database: Path) -> Datasette:
    """The application over the log at `database`.

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
    from monitor.edges.review import log, plugin  # noqa: PLC0415 - need Datasette

    pm.set_blocked("datasette.handle_exception")  # ours answers instead
    if not pm.has_plugin(plugin.__name__):
        pm.register(plugin, plugin.__name__)
    app = Datasette(
        [],
        metadata=yaml_file.plain(yaml_file.load(FOLDER / "metadata.yaml")),
        template_dir=str(FOLDER / "templates"),
        static_mounts=[("-/look", str(FOLDER / "static"))],
        settings=SETTINGS,
    )
    log.add(app, database)
    return app


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens, so that a browser may come at once.

    Raises:
        MonitorError: the address cannot be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise MonitorError(f"{host}:{port}: cannot listen there ({said}): choose another --port or --host") from None
