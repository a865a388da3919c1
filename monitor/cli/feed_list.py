"""Add feeds to a configuration file without touching anything else in it.

The lines are written into the text, in the style of the list that is there, and the result is read back: only if it
says what was there and the new feeds, nothing else, it takes the file's place. A list written in a style that this
does not know is written anew by the YAML library, which keeps comments but reflows lines.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from monitor import yaml_file
from monitor.cli.output import read_config
from monitor.errors import ConfigError

Rows = Sequence[dict[str, Any]]
PLAIN = re.compile(r"[^\W\d_][\w .’'&/()-]*")
"""Words that need no quotes in YAML, if they do not end in a blank and mean nothing else."""
MEANT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
EMPTY = re.compile(r"feeds:[ \t]*(?:\[[ \t]*\]|null|~)?[ \t]*(?=#|\r?\n|$)")


def append(path: Path, rows: Rows) -> None:
    """Add feeds at the end of the list in the file; the file is replaced whole, or left as it is.

    Raises:
        ConfigError: the result would not be a valid configuration, or cannot be written.
    """
    target = path.resolve()  # a link stays one
    data = target.read_bytes()
    draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.new")
    try:
        compose(draft, target, data.decode("utf-8"), rows)
        read_config(draft)
        keep_rights(target, draft)
        if target.read_bytes() == data:
            draft.replace(target)
            return
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from None
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(draft), str(path))) from None
    finally:
        draft.unlink(missing_ok=True)
    raise ConfigError(f"{path}: was changed meanwhile; nothing was written, try again")


def compose(draft: Path, target: Path, text: str, rows: Rows) -> None:
    """Write the file with the feeds added.

    Raises:
        ConfigError: the file's style is such that nothing can be added.
    """
    tree = yaml_file.load(target)
    wanted = [{name: value for name, value in row.items() if value is not None} for row in rows]
    expected = yaml_file.plain(tree)
    expected["feeds"] = [*(expected.get("feeds") or []), *wanted]
    if not says(draft, inserted(text, tree, wanted), expected) and not says(draft, dumped(tree, wanted), expected):
        raise ConfigError(f"{target}: is written in an unknown style: add the feeds to it by hand")


def keep_rights(old: Path, new: Path) -> None:
    """Give the new file the mode of the old one, which may hold secrets, and its owner where that is allowed."""
    shutil.copymode(old, new)
    with contextlib.suppress(OSError):  # only root may give files away
        os.chown(new, old.stat().st_uid, old.stat().st_gid)


def says(draft: Path, text: str | None, expected: Any) -> bool:
    """Write the draft; whether it says what is expected."""
    if text is None:
        return False
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        return bool(yaml_file.plain(yaml_file.load(draft)) == expected)
    except ConfigError:
        return False


def inserted(text: str, tree: Any, rows: Rows) -> str | None:
    """The text with the rows at the end of its list of feeds; `None` where the list is in no style that is known."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += end
    feeds = tree.get("feeds")
    if "feeds" not in tree:
        return "".join([*lines, f"feeds:{end}", *(line(row, 2, end) for row in rows)])
    key = tree.lc.key("feeds")[0]
    if not feeds:
        if not EMPTY.match(lines[key]):
            return None
        lines[key] = EMPTY.sub("feeds:", lines[key], count=1).replace("feeds:#", "feeds: #")
        return "".join([*lines[: key + 1], *(line(row, 2, end) for row in rows), *lines[key + 1 :]])
    first = lines[feeds.lc.item(0)[0]]
    indent = len(first) - len(first.lstrip(" "))
    if not first.lstrip(" ").startswith("- "):
        return None
    place = last_line(lines, tree, key)
    return "".join([*lines[:place], *(line(row, indent, end) for row in rows), *lines[place:]])


def last_line(lines: Sequence[str], tree: Any, key: int) -> int:
    """Behind which line the list ends: before the next key, and the blank lines and comments that lead to it."""
    following = [tree.lc.key(name)[0] for name in tree if tree.lc.key(name)[0] > key]
    place = min(following, default=len(lines))
    while place > key + 1 and (not lines[place - 1].strip() or lines[place - 1].startswith(("#", "...", "---"))):
        place -= 1
    return place


def line(row: dict[str, Any], indent: int, end: str) -> str:
    """A feed in one line, as in the shipped file."""
    parts = ", ".join(f"{name}: {json.dumps(value) if name == 'url' else scalar(value)}" for name, value in row.items())
    return f"{' ' * indent}- {{{parts}}}{end}"


def scalar(value: str) -> str:
    """A word or name as YAML, in quotes where it needs them."""
    if PLAIN.fullmatch(value) and value == value.strip() and value.lower() not in MEANT:
        return value
    return json.dumps(value, ensure_ascii=False)


def dumped(tree: Any, rows: Rows) -> str:
    """The whole file as the YAML library writes it."""
    from ruamel.yaml import YAML

    if not tree.get("feeds"):
        tree["feeds"] = []
    tree["feeds"].extend(rows)
    writer = YAML(typ="rt")
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    writer.dump(tree, out)
    return out.getvalue()
