"""The command line as its users meet it: in a process of its own, or called in this one where that is enough."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.__main__ import main

PATIENCE = 120
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Said:
    """Exit code, output, errors."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The output as NDJSON."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**more: str) -> dict[str, str]:
    """A plain environment without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    return {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "", **more}


def spawn(
    *arguments: object, stdin: bytes = b"", cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """`monitor` with arguments, to its end."""
    command = [sys.executable, "-m", "monitor", *map(str, arguments)]
    return subprocess.run(
        command, input=stdin, capture_output=True, timeout=PATIENCE, cwd=cwd, env=env or environment(), check=False
    )


class Caller:
    """Calls `monitor` in this process, as `main` does for the console script."""

    def __init__(self, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capture, self._patch = capture, patch

    def __call__(self, *arguments: object, stdin: bytes = b"") -> Said:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = self._capture.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Said(code, out, err)
