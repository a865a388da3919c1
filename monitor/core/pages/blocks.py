"""The paragraphs of a page in its own order, and which of them an extractor has left out by mistake.

trafilatura is careful: it loses the lead on a third of news pages (it stands in the header, or in a ``div`` of its
own) and now and then every other paragraph. Its result says where the article is; what stands between the headline
and its beginning, and paragraphs like those that it kept, are brought back from there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from monitor.core.syndication.markup import clean

BLOCK = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905 - two lines to read instead of forty
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SILENT = frozenset(
    """script style noscript template svg head iframe select textarea object video audio footer
    button""".split()  # noqa: SIM905 - two lines to read instead of fifteen
)
ASIDE = frozenset({"figure", "figcaption", "nav", "aside", "form", "table", "address", "time", "dialog"})
"""Elements whose text is never part of the running text."""
OUTSIDE = re.compile(
    r"(?:^|[\s_-])(?:caption|credit|byline|author|autor|share|social|related|recirc|promo|newsletter|sign-?up|comment|cookie|consent|breadcrumb|"
    r"copyright|advert|sponsor|tags?|meta|date|time|timestamp|menu|nav|sidebar|widget|paywall|subscribe|login|gallery|embed|tooltip|hidden)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Words in class and id that say so as well; they are English on pages of all languages."""
LEAD = re.compile(
    r"lead(?!er|ing|s\b)|intro|teaser|standfirst|excerpt|sub-?(?:title|head|line)|preamble|\bdek\b|deck|perex|epigraph|"
    r"entradilla|chapo|sapo|ingress|vorspann|strapline|kicker-text",
    re.IGNORECASE,
)
"""What publishers call the paragraph under the headline."""
MOST = 20_000
KEY = 40
"""Letters and digits by which a paragraph is known again."""
TELLING = 20
"""Letters from which a key names a place: "Advertisement" stands anywhere."""
LEAD_LEAST, LEAD_MOST = 30, 900
SENTENCE_LEAST = 60
LEADS = 3
NEAREST = 8
"""Enclosing elements remembered of each block."""
END = tuple(".!?…»”“\"')）。」")
LINKED = 0.6
"""Share of link text from which a paragraph is a link to something else."""
SIBLING_WORDS = 8
NEIGHBOURS = 2
"""Paragraphs that must have been kept of an element before others of it are added."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the page.

    `key` is made of its letters and digits, for comparing; parents, the enclosing ``<article>`` and the enclosing
    elements that say they are no running text (`outside`) are numbered in the page's order; `linked` is the share of
    link text, `lead` whether it is called a lead.
    """

    text: str
    key: str
    tag: str
    style: str
    parent_style: str
    parent: int
    article: int
    outside: tuple[int, ...]
    linked: float
    lead: bool


def blocks(tree: html.HtmlElement) -> list[Block]:
    """The innermost block elements with text, in the page's order."""
    found: list[Block] = []
    body = tree.find("body")
    if body is None:
        return found
    stack: list[tuple[html.HtmlElement, int, int, tuple[int, ...], bool]] = [(body, 0, 0, (), False)]
    number = 0  # lxml makes its Python objects anew at every visit: their identities mean nothing
    while stack and len(found) < MOST:
        element, parent, article, outside, lead = stack.pop()
        number += 1
        style = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
        if element.tag in ASIDE or OUTSIDE.search(style):
            outside = (*outside[-NEAREST:], number)
        article = number if element.tag == "article" else article
        lead = lead or LEAD.search(style) is not None
        inner = [child for child in element if isinstance(child.tag, str) and child.tag not in SILENT]
        if any(map(holds_blocks, inner)):
            stack.extend((child, number, article, outside, lead) for child in reversed(inner))
            raw = " ".join([element.text or "", *(child.tail or "" for child in inner)])
        else:
            raw = own_text(element)
        if text := " ".join(clean(raw).split()):
            found.append(block_of(element, text, (parent, article), outside, lead=lead))
    return found


def block_of(
    element: html.HtmlElement, text: str, above: tuple[int, int], outside: tuple[int, ...], *, lead: bool
) -> Block:
    """The record of one element."""
    parent = element.getparent()
    styles = (element.get("class") or "", (parent.get("class") or "") if parent is not None else "")
    return Block(text, key(text), element.tag, *styles, *above, outside, link_share(element, text), lead)


def holds_blocks(element: html.HtmlElement) -> bool:
    """Whether an element is a block, or has one among its nearest descendants."""
    if element.tag in BLOCK:
        return True
    return any(child.tag in BLOCK or (len(child) and any(inner.tag in BLOCK for inner in child)) for child in element)


def own_text(element: html.HtmlElement) -> str:
    """The text of an element without that of scripts."""
    if next(element.iter(*SILENT), None) is None:
        return str(element.text_content())
    parts: list[str] = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def link_share(element: html.HtmlElement, text: str) -> float:
    """How much of the text is link text."""
    if element.tag == "a" or next(element.iterancestors("a"), None) is not None:
        return 1.0
    return sum(len(link.text_content().strip()) for link in element.iter("a")) / len(text)


def key(text: str) -> str:
    """Letters and digits of the beginning, by which a paragraph is known again."""
    return letters(text[: 4 * KEY])[:KEY]


def letters(text: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(filter(str.isalnum, text.casefold()))


def completed(kept: Sequence[str], page: Sequence[Block], title: str, descriptions: Sequence[str]) -> list[str]:
    """The extracted paragraphs with those that are missing among them, and the lead before them."""
    places: dict[str, int] = {}
    for index, block in enumerate(page):
        if len(block.key) >= TELLING:
            places.setdefault(block.key, index)
    placed = [(text, places.get(key(text))) for text in kept]
    article = [page[place] for _, place in placed if place is not None and page[place].tag not in HEADINGS]
    if not article:
        return list(kept)
    first = page.index(article[0])
    around = Counter(outer for block in article for outer in block.outside)
    inside = {outer for outer, often in around.items() if 2 * often >= len(article)}
    running = [set(block.outside) <= inside for block in page]
    seen = {key(text) for text in kept}
    leads = lead(page, first, inside, seen, title, descriptions)
    seen |= {block.key for block in leads}
    missing = siblings(page, {place for _, place in placed if place is not None}, running, seen)
    return [*(block.text for block in leads), *merged(placed, missing, page)]


def lead(
    page: Sequence[Block], first: int, inside: set[int], seen: set[str], title: str, descriptions: Sequence[str]
) -> list[Block]:
    """What stands between the headline and the first extracted paragraph and reads like its beginning.

    `inside` are the enclosing elements that hold the article itself, whatever they are called.
    """
    headline = key(title)
    titles = [i for i in range(first) if headline and page[i].key.startswith(headline)]
    start = max(titles, key=lambda i: (page[i].tag == "h1", page[i].tag in HEADINGS, i), default=None)
    inside = inside | set(page[start].outside if start is not None else ())
    told = [known for description in descriptions if len(known := key(description)) >= LEAD_LEAST // 2]
    named: dict[str, Block] = {}
    likely: dict[str, Block] = {}
    for index in range(0 if start is None else start + 1, first):
        block = page[index]
        fits = LEAD_LEAST <= len(block.text) <= LEAD_MOST and block.linked <= LINKED and set(block.outside) <= inside
        if not fits or block.key in seen or same_beginning(block.key, headline):
            continue
        if block.lead or any(known in letters(block.text) for known in told):
            named.setdefault(block.key, block)
        elif start is not None and len(block.text) >= SENTENCE_LEAST and block.text.endswith(END):
            likely.setdefault(block.key, block)
    return list(named.values())[:LEADS] or list(likely.values())[:1]


def same_beginning(one: str, other: str) -> bool:
    """Whether two keys begin alike, as a lead and the description made from it do."""
    return (
        len(other) >= LEAD_LEAST // 2
        and len(one) >= LEAD_LEAST // 2
        and (one.startswith(other) or other.startswith(one))
    )


def siblings(page: Sequence[Block], placed: set[int], running: Sequence[bool], seen: set[str]) -> list[int]:
    """Paragraphs that were left out although they stand among those that were kept, and look like them.

    A page may go on with another article in the same dress: only the one that was found is completed.
    """
    kept = [page[i] for i in placed if page[i].tag == "p"]
    near = Counter((block.parent, block.style) for block in kept)
    alike = {(block.article, block.parent_style, block.style) for block in kept if block.style}
    first = min(placed)
    found = []
    for index, block in enumerate(page):
        if index <= first or block.tag != "p" or not running[index] or block.key in seen or block.linked > LINKED:
            continue
        if len(block.text.split()) < SIBLING_WORDS or any(
            known in letters(block.text) for known in seen if len(known) >= TELLING
        ):
            continue
        if near[block.parent, block.style] >= NEIGHBOURS or (block.article, block.parent_style, block.style) in alike:
            found.append(index)
    return found


def merged(placed: Sequence[tuple[str, int | None]], missing: Sequence[int], page: Sequence[Block]) -> list[str]:
    """Both in the page's order; an extracted paragraph without a place follows the one before it."""
    found: list[str] = []
    rest = list(missing)
    for text, place in placed:
        while rest and place is not None and rest[0] < place:
            found.append(page[rest.pop(0)].text)
        found.append(text)
    return found + [page[index].text for index in rest]
