"""The batch interface: one JSON object a line in, one out, in order.

A line that cannot be read or analysed answers with its own ``{"id", "error"}``; the run goes on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor import lexicon
from monitor.core.analyse import analyse_article, analyse_page
from monitor.core.statement import judge_pair
from monitor.core.story import concerns
from monitor.core.syndication.dates import iso, numeric
from monitor.records import Analysis, Article, Failure, Page, Quotation, Reply, Story


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of input, and what the command line asked for."""

    lines: Sequence[str]
    all_quotes: bool = False
    topics: tuple[str, ...] = ("europe-russia-diplomacy",)
    topic_folder: str | None = None


def analyse_lines(batch: Batch) -> list[str]:
    """One line of output for each line of input."""
    return [answer(line, lambda row: analyse_row(row, batch)) for line in batch.lines]


def identify_lines(batch: Batch) -> list[str]:
    """One judgement for each pair of reported statements."""
    return [answer(line, lambda row: judge_pair(row, lexicon.load().identity), key="pair_id") for line in batch.lines]


def answer(line: str, work: Any, key: str = "id") -> str:
    """The work's result for the line's object, or what was wrong with it."""
    row: Any = None
    try:
        row = json.loads(line)
        out = work(row) if isinstance(row, dict) else {key: None, "error": "ValueError: the line is no JSON object"}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        name = row.get(key) if isinstance(row, dict) else None
        out = {key: name, "error": f"{type(error).__name__}: {error}"}
    return json.dumps(out, ensure_ascii=False)


def analyse_row(row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    """Analyse ``{"id", "text" | "html", …}``.

    Raises:
        ValueError: a field is missing or has the wrong type.
    """
    html, text = row.get("html"), row.get("text")
    for name, value in (("html", html), ("text", text), ("title", row.get("title")), ("lang", row.get("lang"))):
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{name} is no string")
    page = Page(
        url=row.get("url") or "",
        body=b"",
        title=row.get("title") or "",
        published=day_of(row.get("published") or row.get("date")),
        language=row.get("lang"),
        topics=batch.topics,
        topic_folder=batch.topic_folder,
        all_quotes=batch.all_quotes,
    )
    if html is not None:
        found = analyse_page(replace(page, body=html.encode("utf-8", "replace"), charset="utf-8"))
        if isinstance(found, Failure):
            return {"id": row.get("id"), "error": str(found), "condition": str(found.condition)}
        return {"id": row.get("id"), **told(found), **described(found.article)}
    if text is None:
        raise ValueError("neither text nor html is given")
    article = Article(page.url, text, page.title, published=page.published, language=page.language)
    return {"id": row.get("id"), **told(analyse_article(article, page))}


def day_of(value: Any) -> datetime | None:
    """A date as written in a line, in UTC; `None` where there is none."""
    return (iso(value) or numeric(value)) if isinstance(value, str) else None


def told(analysis: Analysis) -> dict[str, Any]:
    """Language, verdicts (the best one first) and quotations as the batch interface names them."""
    stories = sorted(analysis.stories, key=lambda story: -story.score)
    return {
        "lang": analysis.article.language,
        "story": story_of(stories[0]) if stories else None,
        "other_stories": [story_of(story) for story in stories[1:]],
        "quotes": [quote_in(quotation, stories) for quotation in analysis.quotations],
        "replies": [reply_of(reply) for reply in analysis.replies],
    }


def quote_in(quotation: Quotation, stories: Sequence[Story]) -> dict[str, Any]:
    """One quotation with those of the article's topics that it is on."""
    topics = [story.topic for story in stories if concerns(story, quotation.start, quotation.end)]
    return {**quote_of(quotation), "on_topic": bool(topics), "topics": topics}


def described(article: Article) -> dict[str, Any]:
    """What was extracted from the page."""
    return {
        "text": article.text,
        "title": article.title,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
    }


def story_of(story: Story) -> dict[str, Any]:
    """The verdict with its evidence."""
    return {
        "relevant": story.relevant,
        "score": round(story.score, 4),
        "topic": story.topic,
        "evidence": [{"start": e.start, "end": e.end, "why": e.why, "weight": e.weight} for e in story.evidence],
        "reasons": list(story.reasons),
        "passages": [list(span) for span in story.passages],
    }


def reply_of(reply: Reply) -> dict[str, Any]:
    """Whom a quotation, named by its span, answers, and where the text says so."""
    return {
        "start": reply.start,
        "end": reply.end,
        "kind": reply.kind,
        "to_name": reply.actor.name,
        "to_key": reply.actor.key,
        "to_country": reply.actor.country,
        "evidence_start": reply.evidence_start,
        "evidence_end": reply.evidence_end,
    }


def quote_of(quotation: Quotation) -> dict[str, Any]:
    """One quotation; unknown is null."""
    actor = quotation.actor
    return {
        "start": quotation.start,
        "end": quotation.end,
        "kind": quotation.kind,
        "cue_start": quotation.cue_start,
        "cue_end": quotation.cue_end,
        "speaker_start": quotation.speaker_start,
        "speaker_end": quotation.speaker_end,
        "speaker_text": quotation.speaker_text,
        "speaker_name": actor.name if actor else None,
        "speaker_key": actor.key if actor else None,
        "role": actor.role if actor else None,
        "country": actor.country if actor else None,
        "side": actor.side if actor else None,
        "stance": quotation.stance,
        "stance_start": quotation.stance_start,
        "stance_end": quotation.stance_end,
        "said": [quotation.said.first.isoformat(), quotation.said.last.isoformat()] if quotation.said else None,
    }
