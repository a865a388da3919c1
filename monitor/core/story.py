"""Is an article about a topic, how surely, by what evidence, and what is missing where it is not.

The words and weights are the topic's (`monitor.lexicon.topics`), reading is `monitor.core.stories.scene`, weighing
`monitor.core.stories.rubric`; here the sum becomes a verdict that explains itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.core.disguise import Plain, plain
from monitor.core.stories.rubric import ON, Verdict, sides_of, strongest, weigh
from monitor.core.stories.scene import index, scenes
from monitor.lexicon.topics import Topic
from monitor.records import Evidence, Story

UNSUPPORTED = "unsupported language"
EMPTY = "missing: neither title nor text"
HALF = 0.5
"""The score from which a story is relevant: the topic's points are enough."""
TELLING = 0.6
"""The weight of a cue that makes an entry worth reading though only one side is named."""
BARE, TEASER = 40, 140
"""Characters of a summary, and of a whole entry, below which there is nothing that could rule a topic out."""
LITTLE = 250
"""Characters of an entry, two or three lines, below which there is little to read."""
SHOWN = 60
"""Spans of evidence that a verdict keeps, strongest passages first."""
REACH = 2
"""Scenes around one on the topic that belong to it: "He also said …" goes on about the same matter."""
FAINT = 0.15
"""From here on a scene belongs to a relevant story wherever it stands: both sides are near, and a word of diplomacy."""


def judge(title: str, text: str, language: str | None, topic: Topic, *, url: str | None = None) -> Story:
    """The verdict on an article.

    Args:
        title: the headline; may be empty, or stand in the text again.
        text: the article's text; evidence spans are offsets into it.
        language: ISO 639-1 code; for one that the topic has no words for the verdict is `None`.
        topic: the topic with its words.
        url: where the article is from, for the topic's excluded outlets (satire).
    """
    if not title.strip() and not text.strip():
        return Story(topic.name, relevant=False, score=0.0, reasons=(EMPTY,))
    if language not in topic.languages:
        return Story(topic.name, relevant=None, score=0.0, reasons=(UNSUPPORTED,))
    if (host := outlet(url)) and any(host == name or host.endswith("." + name) for name in topic.excluded_outlets):
        return Story(topic.name, relevant=False, score=0.0, reasons=(f"excluded outlet: {host}",))
    words = index(topic, language)
    shown = plain(text)
    verdict = weigh(scenes(plain(title).text, shown.text, words), topic)
    missing = tuple(lacking(verdict, topic))
    score = min(verdict.score, 0.0 if missing else 1.0)
    return Story(
        topic=topic.name,
        relevant=score >= HALF,
        score=round(score, 4),
        evidence=evidence(verdict, shown),
        reasons=(*missing, *told(verdict, topic)),
        passages=tuple(passages(verdict, shown)),
    )


def concerns(story: Story, start: int, end: int) -> bool:
    """Whether what stands between two offsets of a relevant article is on the topic.

    A story whose points come from no passage (from its headline, say) is on the topic throughout.
    """
    if not story.relevant:
        return False
    return not story.passages or any(first < end and start < last for first, last in story.passages)


def likely(title: str, summary: str, language: str | None, topic: Topic) -> bool:
    """Whether the page behind a feed entry is worth fetching: in doubt, yes.

    Plainly not worth it is an entry that names none of the topic's sides, or only one and with it neither a strong
    word of diplomacy nor anybody else. Where there is little to read, one side or one strong word will do; a bare
    headline or a teaser rules nothing out: a quarter of the relevant articles name one side there at most.
    """
    size = len(title) + len(summary)
    if language not in topic.languages or len(summary) < BARE or size < TEASER:
        return True
    found = scenes(plain(title).text, plain(summary).text, index(topic, language))
    sides = strongest([sides_of(scene, topic) for scene in found], topic)
    named = sum(weight > 0 for weight in sides.values())
    if named == len(sides):
        return True
    cues = max((cue.what.weight for scene in found for cue in scene.cues if not cue.what.contrary), default=0.0)
    if size < LITTLE:
        return named > 0 or cues >= TELLING
    return named > 0 and cues >= TELLING


def outlet(url: str | None) -> str:
    """The host of an address, without www."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def lacking(verdict: Verdict, topic: Topic) -> Iterator[str]:
    """Conditions that no number of points can replace, where they fail."""
    sides = strongest([look.sides for look in verdict.looks], topic)
    for side, weight in sides.items():
        if not weight:
            yield f"missing: nobody of {side} is named"
    if not any(look.cues for look in verdict.looks):
        yield "missing: no word of the topic's classes"
    elif topic.needs and not any(
        spot.what.name in topic.needs for look in verdict.looks for spot in look.scene.cues if not spot.what.contrary
    ):
        yield f"missing: no word of {' or '.join(topic.needs)}"


def told(verdict: Verdict, topic: Topic) -> Iterator[str]:
    """The sum against the mark, every rule with what it gave of its weight, strongest first, and what the headline has.

    `monitor.edges.review.why` reads these lines again, to lay them out.
    """
    total, enough = sum(rule.points for rule in verdict.rules), topic.points.enough
    yield f"{total:.1f} points of {enough:g} ({abs(total - enough):.1f} {'to spare' if total >= enough else 'short'})"
    for rule in sorted(verdict.rules, key=lambda rule: -abs(rule.points)):
        yield f"{rule.name}: {round(rule.points, 1) + 0.0:+.1f} of {rule.weight:+g} (holds {rule.holds:.2f})"
    for look in verdict.looks:
        if not look.scene.inside:
            names = [f"actor:{spot.what.code}" for spot in look.scene.mentions if spot.what.side]
            names += [f"cue:{spot.what.name}" for spot in look.scene.cues if not spot.what.contrary]
            if names:
                yield f"in the headline: {', '.join(dict.fromkeys(names))}"


def telling(story: Story) -> tuple[str, ...]:
    """The reasons without the rules that do not hold at all: what an alert has room for."""
    return tuple(reason for reason in story.reasons if not reason.endswith("(holds 0.00)"))


def passages(verdict: Verdict, shown: Plain) -> Iterator[tuple[int, int]]:
    """The stretches of scenes that are on the topic, with their surroundings, as spans of the text as it came.

    The lead is what the story is about. Without any scene on the topic there is no stretch.
    """
    looks = [look for look in verdict.looks if look.scene.inside]
    if all(look.about <= ON for look in looks):
        return
    near = {at for at, look in enumerate(looks) if look.about >= FAINT or look.scene.place == "lead"}
    for at, look in enumerate(looks):
        if look.about > ON:
            near.update(range(max(0, at - REACH), min(len(looks), at + REACH + 1)))
    for at in sorted(near):
        if at - 1 not in near:
            start = shown.at(looks[at].scene.start)
        if at + 1 not in near:
            yield start, shown.end(looks[at].scene.end)


def evidence(verdict: Verdict, shown: Plain) -> tuple[Evidence, ...]:
    """The mentions and cues of the strongest passages, as spans of the text as it came, in its order."""
    spans: dict[tuple[int, int], Evidence] = {}
    for look in sorted(verdict.looks, key=lambda look: -look.about):
        if not look.scene.inside or not look.about or len(spans) >= SHOWN:
            continue
        for mention in look.scene.mentions:
            if mention.what.side:
                add(spans, shown, mention.start, mention.end, f"actor:{mention.what.code}", mention.what.weight)
        for cue in look.scene.cues:
            if not cue.what.contrary:
                add(spans, shown, cue.start, cue.end, f"cue:{cue.what.name}", cue.what.weight)
    return tuple(sorted(list(spans.values())[:SHOWN], key=lambda item: (item.start, item.end)))


def add(spans: dict[tuple[int, int], Evidence], shown: Plain, start: int, end: int, why: str, weight: float) -> None:
    """Keep a span once."""
    span = (shown.at(start), shown.end(end))
    spans.setdefault(span, Evidence(*span, why, weight))
