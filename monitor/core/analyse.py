"""Compose the pure rooms: a page in, an analysis out.

    feed ──parse──▶ entries, each with whether its page is worth a fetch

    bytes ──article──▶ text ──language──▶ words ──story──▶ verdicts
                                             └──quotation──▶ ──actor──▶ ──stance, said──▶ quotations

These functions are what worker processes run: module-level, one argument, failures as values.
"""

from __future__ import annotations

from dataclasses import replace

import monitor
from monitor import lexicon
from monitor.core import actor, language, reply, said, stance, story
from monitor.core.article import extract
from monitor.core.attribution import is_label
from monitor.core.feed import parse
from monitor.core.quotation import quotations
from monitor.lexicon import Lexicon
from monitor.lexicon.languages import UNKNOWN
from monitor.records import Analysis, Article, Condition, Failure, FeedBody, Page, ParsedFeed, Quotation

ENOUGH = 80
"""Characters from which the feed's own text is worth reading where the page cannot be had."""


def analyse_feed(body: FeedBody) -> ParsedFeed | Failure:
    """Parse a feed, and mark the entries whose title and summary plainly rule out all of the body's topics."""
    found = parse(body)
    if isinstance(found, Failure) or not body.topics:
        return found
    words = lexicon.load(body.topic_folder)
    topics = [words.topics[name] for name in body.topics]
    marked = []
    for entry in found.entries:
        code = language.detect(entry.summary, body.language or found.language, entry.title)
        likely = any(story.likely(entry.title, entry.summary, code, topic) for topic in topics)
        marked.append(replace(entry, likely=likely))
    return replace(found, entries=tuple(marked))


def analyse_page(page: Page) -> Analysis | Failure:
    """Extract the article from the bytes of a page and analyse it."""
    article = extract(page)
    return article if isinstance(article, Failure) else analyse_article(article, page)


def analyse_entry(page: Page) -> Analysis | Failure:
    """Analyse what the feed itself says of an article: title and summary."""
    if len(page.summary) < ENOUGH:
        return Failure(Condition.NO_TEXT, f"the feed's own text has {len(page.summary)} characters")
    article = Article(page.url, page.summary, page.title, published=page.published, language=page.language)
    return analyse_article(article, page)


def analyse_again(stored: tuple[Article, Page]) -> Analysis:
    """Analyse an article whose text is there already; the page says by which topics."""
    return analyse_article(*stored)


def analyse_article(article: Article, page: Page) -> Analysis:
    """Verdicts on the page's topics and, where one is relevant (or all are asked for), the quotations."""
    words = lexicon.load(page.topic_folder)
    code = language.detect(article.text, page.language or article.language, article.title)
    article = replace(article, language=code)
    stories = tuple(
        story.judge(article.title, article.text, code, words.topics[name], url=article.url) for name in page.topics
    )
    asked = page.all_quotes or any(verdict.relevant for verdict in stories)
    found = statements(article, words) if asked else ()
    return Analysis(
        article=article,
        stories=stories,
        quotations=found,
        replies=reply.replies(article.text, found, code or "", article.published, words.actors, words.replies),
        lexicon_digest=words.digest,
        code_version=monitor.__version__,
    )


def statements(article: Article, words: Lexicon) -> tuple[Quotation, ...]:
    """The quotations of an article, each with its actor, stance and day.

    In a language that we have no words of, only what stands between marks, with nobody's name to it. A label that names
    nobody ("Talks in Vienna: …", "Ukraine: …") was a heading, and what stands behind it no statement.
    """
    code = article.language or ""
    found = quotations(article.text, words.languages.get(code, UNKNOWN), article.title)
    if code not in words.languages:
        return found
    resolved = actor.resolve(article.text, found, code, article.published, words.actors)
    found = tuple(one for one in resolved if one.actor is not None or not is_label(article.text, one))
    return tuple(
        replace(
            stance.assess(article.text, quotation, code, words.stance),
            said=said.when(article.text, quotation, article.published, code, words.identity),
        )
        for quotation in found
    )
