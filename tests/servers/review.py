"""The review page as users run it: a subprocess on a free port of loopback."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 60


@contextlib.contextmanager
def serving(database: Path) -> Iterator[str]:
    """The address of a review page over `database`; it must end in order and without a complaint."""
    command = [sys.executable, "-m", "monitor", "review", "--database", str(database), "--port", "0", "--no-browser"]
    with tempfile.TemporaryFile("w+") as complaints:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True)
        try:
            with server.stdout or contextlib.nullcontext():
                said = server.stdout.readline() if server.stdout else ""
                if "http://" not in said:
                    server.wait(PATIENCE)
                    complaints.seek(0)
                    raise RuntimeError(f"the review page did not start: {complaints.read()}")
                yield said.split("http://")[1].split("/")[0].join(("http://", ""))
        finally:
            server.send_signal(signal.SIGINT)
            code = server.wait(PATIENCE)
        complaints.seek(0)
        if code or (told := complaints.read()):
            raise RuntimeError(f"the review page ended with {code}: {told}")
