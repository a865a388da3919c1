"""Records of reading an article: what stands in it, who said what, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from monitor.records.conditions import Failure

Kind = Literal["direct", "mixed", "indirect"]
Stance = Literal["supports", "conditional", "opposes", "none"]
Side = Literal["europe", "russia", "ukraine", "us", "other"]


@dataclass(frozen=True, slots=True)
class Page:
    """Input of `core.analyse.analyse_page`: the bytes of a page and what the feed said of it.

    `lexicon` and `topics` name the folder and the topics to use, so that a worker process can load (and keep) them.
    """

    url: str
    body: bytes
    charset: str | None = None
    title: str = ""
    summary: str = ""
    published: datetime | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    topic_folder: str | None = None
    all_quotes: bool = False
    """Whether quotations are wanted of articles on no topic, too."""


@dataclass(frozen=True, slots=True)
class Article:
    """Extracted text with its metadata. Paragraphs of `text` are separated by blank lines."""

    url: str
    text: str
    title: str = ""
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    problem: Failure | None = None
    """A condition that left the text usable but partial (a paywall, say)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the text and why it counted, with its weight: ``actor:RU``, ``cue:talks`` …"""

    start: int
    end: int
    why: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Story:
    """The verdict whether an article is about a topic. `score` is between 0 and 1; `reasons` name the rules that
    fired, or what is missing. `relevant` is `None` where the language is not supported.
    """

    topic: str
    relevant: bool | None
    score: float
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()
    passages: tuple[tuple[int, int], ...] = ()
    """Spans of the text, in order, in which the article is on the topic, none where it is so throughout; what
    is said elsewhere does not alert."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a speaker mention resolves to.

    `key` identifies the actor across articles: ``Q:putin`` style ids of `lexicon/actors.csv` where listed, else made
    from the name. `name` is the fullest form known. `kind` tells persons from institutions and nameless sources.
    """

    key: str
    name: str
    kind: Literal["person", "institution", "group", "anonymous"] = "person"
    role: str | None = None
    country: str | None = None
    side: Side | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """When a statement was said, as whole days in UTC; a single day where `first == last`."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Quotation:
    """One occurrence of a statement in one article. `content == article.text[start:end]`, always.

    A direct quotation's span lies inside its marks. `speaker_*` is the mention nearest to the statement, a pronoun
    where it is one; `actor` is what that mention resolves to. `stance_start/_end` is the evidence for the stance.
    """

    kind: Kind
    start: int
    end: int
    content: str
    cue_start: int | None = None
    cue_end: int | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    speaker_text: str | None = None
    actor: Actor | None = None
    stance: Stance = "none"
    stance_start: int | None = None
    stance_end: int | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """That a statement answers somebody: `start`/`end` are the quotation's span, `actor` is who is answered.

    The evidence is a span of the text, from the word that tells of the answer to whose position it is.
    """

    start: int
    end: int
    kind: Literal["welcomes", "rejects", "answers", "comments"]
    actor: Actor
    evidence_start: int
    evidence_end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the pure rooms found in one article."""

    article: Article
    stories: tuple[Story, ...]
    quotations: tuple[Quotation, ...]
    lexicon_digest: str
    code_version: str
    replies: tuple[Reply, ...] = ()
    """Whom the quotations answer, in order."""
