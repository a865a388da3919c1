"""One analysed article as a person reads it: the verdict and why, then who said what, where."""

from __future__ import annotations

from typing import Any

import click

from monitor.cli.table import brief, counted

SAID = 240
"""Characters of a statement that are shown."""
PLACES = 8
"""Places of one kind of evidence that are shown."""
VERDICTS = {True: "relevant", False: "not relevant", None: "unsupported language"}


def explain(found: dict[str, Any], text: str) -> None:
    """Print what `monitor.core.batch.analyse_row` found."""
    if found.get("title"):
        click.echo(brief(found["title"]))
    stories = [found["story"], *found["other_stories"]] if found["story"] else []
    for story in stories:
        verdict(story, found["lang"] or "unknown", text)
    number = len(found["quotes"])
    click.secho(counted(number, "statement"), bold=True, nl=False)
    hidden = not number and not any(story["relevant"] for story in stories)
    click.echo(" (--all-quotes looks for those of articles that are on no topic, too)" if hidden else "")
    for quote in found["quotes"]:
        tell(quote, text)


def verdict(story: dict[str, Any], language: str, text: str) -> None:
    """One topic's verdict: every rule against its weight, the evidence, the passages that are on the topic."""
    said = VERDICTS[story["relevant"]]
    click.secho(f"{story['topic']}: {said} (score {story['score']:.2f}, language {language})", bold=True)
    for reason in story["reasons"]:
        click.echo(f"  {brief(reason)}")
    evidence(story, text)
    if spans := story["passages"]:
        share = sum(end - start for start, end in spans) / max(1, len(text))
        places = ", ".join(f"{start}–{end}" for start, end in spans[:PLACES]) + (" …" if len(spans) > PLACES else "")
        click.echo(f"  on the topic: {places} ({share:.0%} of the text)")


def evidence(story: dict[str, Any], text: str) -> None:
    """What the verdict rests on, by kind, with the places in the text."""
    words: dict[str, list[str]] = {}
    for item in story["evidence"]:
        words.setdefault(item["why"], []).append(f"{text[item['start'] : item['end']]} [{item['start']}]")
    for why, places in words.items():
        more = " …" if len(places) > PLACES else ""
        click.echo(f"  {brief(why)}: {brief(', '.join(places[:PLACES]))}{more}")


def tell(quote: dict[str, Any], text: str) -> None:
    """One statement in two lines."""
    name = quote["speaker_name"] or quote["speaker_text"] or "unknown speaker"
    about = ", ".join(str(part) for part in (quote["role"], quote["country"]) if part)
    content = text[quote["start"] : quote["end"]]
    shown = content if len(content) <= SAID else content[:SAID].rstrip() + " …"
    click.echo(f"{quote['start']:>6}–{quote['end']:<6} {quote['kind']:8} ", nl=False)
    click.secho(brief(name), bold=True, nl=False)
    stance = "" if quote["stance"] == "none" else f"  [{quote['stance']} dialogue]"
    about_topics = f"  [on {', '.join(quote['topics'])}]" if len(quote["topics"]) > 1 else ""
    aside = about_topics if quote["on_topic"] else "  [off the topic]"
    click.echo((f" ({brief(about)})" if about else "") + stance + aside)
    click.echo(f"{'':23}{brief(shown)}")
