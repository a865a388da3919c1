"""What may stand in a topic file and in a vocabulary: checked by pydantic, every misfit told with its key."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from monitor.lexicon.forms import expand
from monitor.records import Side


def patterns(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Entries of a file as patterns of `monitor.core.lookup`."""
    found = tuple(dict.fromkeys(form for entry in entries for form in expand(entry)))
    if wrong := [form for form in found if "*" in form[:-1]]:
        raise ValueError(f"{wrong[0]!r}: a star may only end a form")
    return found


def several(value: object) -> object:
    """One name or a list of them, as a list."""
    return [value] if isinstance(value, str) else value


Forms = Annotated[tuple[str, ...], AfterValidator(patterns)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Names = Annotated[tuple[Name, ...], BeforeValidator(several)]
Weight = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0, le=20)]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2,6}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Host = Annotated[str, Field(pattern=r"^[a-z0-9.-]+$")]


class Section(BaseModel):
    """A part of a file: immutable, and no unknown key passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WordFile(Section):
    """``<lang>/<vocabulary>.yaml``: words by class, and what misleads in this language."""

    cues: dict[Name, Forms] = Field(default_factory=dict)
    contrary: dict[Name, Forms] = Field(default_factory=dict)
    decoys: Forms = ()
    venues: Forms = ()
    related: Forms = ()


class SideEntry(Section):
    """Who stands on a side of the topic: sides of ``sides.yaml``, single codes, or both; and what its presence gives.

    `points` are for a text that names the side in every sentence or two.
    """

    sides: tuple[Side, ...] = ()
    codes: tuple[Code, ...] = ()
    points: Points = 1.0


class Mentions(Section):
    """How surely a mention of each sort stands for its government."""

    person: Weight = 1.0
    seats: Weight = 1.0
    names: Weight = 0.9
    adjectives: Weight = 0.8
    people: Weight = 0.5
    capital: Weight = 0.9
    venue: Weight = 0.25
    land: Weight = 0.5


class Rubric(Section):
    """The points of each rule at its fullest, and how many make a story; see the topic file for their meaning."""

    headline: Points = 2.0
    lead: Points = 3.0
    body: Points = 3.0
    passages: Points = 1.0
    cues: Points = 1.0
    third: Points = 2.5
    contrary: Points = 3.5
    enough: Points = Field(4.5, gt=0)


class TopicFile(Section):
    """``topics/<name>.yaml``.

    `needs` are classes of which a story must have a word, however many points it has without.
    """

    title: str = Field(min_length=1)
    vocabulary: Names = Field(min_length=1)
    sides: dict[Name, SideEntry] = Field(min_length=1)
    shares: dict[Code, Weight] = Field(default_factory=dict)
    mentions: Mentions = Mentions()
    cues: dict[Name, Weight] = Field(min_length=1)
    needs: Names = ()
    contrary: dict[Name, Weight] = Field(default_factory=dict)
    points: Rubric = Rubric()
    words: dict[Language, WordFile] = Field(default_factory=dict)
    excluded_outlets: tuple[Host, ...] = ()
