"""What stands on pages instead of an article: `<lang>/pages.yaml`, read once, validated, taken together.

All languages at once, since a page's language is not known before its text is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from monitor import yaml_file

FOLDER = Path(__file__).parent
Phrases = tuple[Annotated[str, Field(min_length=3)], ...]


class PageWords(BaseModel):
    """Phrases in lower case; en/pages.yaml explains each kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    consent: Phrases = ()
    not_found: Phrases = ()
    scripts: Phrases = ()
    paywall: Phrases = ()
    read_also: Phrases = ()


@cache
def page_words(folder: Path = FOLDER) -> PageWords:
    """The phrases of all languages that have a file.

    Raises:
        ConfigError: a file is wrong; the message names file, line and key.
    """
    found = [yaml_file.read(path, PageWords) for path in sorted(folder.glob("*/pages.yaml"))]
    return PageWords(
        **{
            kind: tuple(dict.fromkeys(phrase.casefold() for words in found for phrase in getattr(words, kind)))
            for kind in PageWords.model_fields
        }
    )
