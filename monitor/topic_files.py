"""The user's topic files as they stood when they were read: what is edited meanwhile reaches nobody by halves.

Workers read topics by themselves, and a worker that is replaced reads them again. Were it the user's own folder, a file
saved half done would keep every new worker from starting, and the old ones would judge by other words than the new.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor import lexicon
from monitor.config import Config
from monitor.errors import ConfigError


@dataclass(slots=True)
class TopicFiles:
    """Copies of the topic folder, one for each state in which it was read; `close` removes them."""

    place: tempfile.TemporaryDirectory[str] | None = None

    def hold(self, config: Config) -> Config:
        """The configuration with its topics as they are now: checked, and never changed any more.

        Raises:
            ConfigError: a topic is missing or wrong; the message names the user's file, line and key.
        """
        folder = config.topic_folder
        if folder is None or not folder.is_dir():
            lexicon.load(config.topic_path).check(config.topics)
            return config
        try:
            copy = self.copy({path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))})
        except OSError as error:
            raise ConfigError(f"topic_folder: {folder}: cannot be read: {error.strerror or error}") from None
        try:
            lexicon.load(str(copy)).check(config.topics)
        except ConfigError as error:
            raise ConfigError(str(error).replace(str(copy), str(folder))) from None
        return config.model_copy(update={"topic_folder": copy})

    def copy(self, files: Mapping[str, bytes]) -> Path:
        """A folder with these files; the same one for the same files.

        Raises:
            OSError: it cannot be written.
        """
        if self.place is None:
            self.place = tempfile.TemporaryDirectory(prefix="monitor-topics-", ignore_cleanup_errors=True)
        state = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:16]
        folder = Path(self.place.name) / state
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return folder

    def close(self) -> None:
        """Remove the copies."""
        if self.place is not None:
            self.place.cleanup()
            self.place = None
