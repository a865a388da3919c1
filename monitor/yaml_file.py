"""Read a YAML file into a validated model; every complaint names file, line and key.

YAML 1.2 by ruamel.yaml: duplicate keys are refused and ``NO`` stays the country Norway.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from monitor.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)


def read(path: Path, model: type[Model]) -> Model:
    """The file's content as `model`.

    Raises:
        ConfigError: the file cannot be read, is no YAML, or does not fit; all misfits are told at once.
    """
    try:
        # Six times as fast as the parser that knows line numbers, which is asked only when something is wrong.
        return model.model_validate(plain(YAML(typ="safe").load(path.read_bytes()) or {}))
    except (OSError, ValueError, YAMLError, RecursionError):
        tree = load(path)
    try:
        return model.model_validate(plain(tree))
    except ValidationError as error:
        raise ConfigError(explain(path, tree, error)) from None


def load(path: Path) -> Any:
    """The file's YAML tree, which knows its line numbers and can be written back with its comments.

    Raises:
        ConfigError: the file cannot be read or is no YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        return YAML(typ="rt").load(text) or CommentedMap()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        said = (error.problem or "is no YAML").split("\n")[0]
        raise ConfigError(f"{where}: {said}") from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(f"{path}: is no YAML: {error}") from None


def plain(tree: Any) -> Any:
    """The tree as plain dicts, lists and scalars."""
    if isinstance(tree, dict):
        return {str(key): plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return tree


def explain(path: Path, tree: Any, error: ValidationError) -> str:
    """One line per misfit: ``config.yaml:12: feeds.3.url: …``."""
    lines = []
    for fault in error.errors(include_url=False):
        location = fault["loc"]
        line = line_of(tree, location)
        where = f"{path}:{line}" if line else str(path)
        key = ".".join(str(part) for part in location if part != "[key]") or "the file"
        said = "unknown key" if fault["type"] == "extra_forbidden" else fault["msg"].removeprefix("Value error, ")
        lines.append(f"{where}: {key}: {said}")
    return "\n".join(lines)


def line_of(tree: Any, location: tuple[int | str, ...]) -> int | None:
    """The 1-based line of the deepest part of `location` that stands in the file."""
    line = None
    for part in location:
        if isinstance(tree, CommentedMap) and part in tree:
            line = tree.lc.key(part)[0] + 1
        elif isinstance(tree, CommentedSeq) and isinstance(part, int) and part < len(tree):
            line = tree.lc.item(part)[0] + 1
        else:
            break
        tree = tree[part]
    return line
