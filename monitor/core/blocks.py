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

from monitor.core.markup import clean

BLOCK = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905 - two lines to read instead of forty
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "select", "textarea", "object", "video", "audio"})
ASIDE = frozenset({"figure", "figcaption", "nav", "aside", "footer", "form", "button", "table", "address", "time", "dialog"})
"""Elements whose text is never part of the running text."""
OUTSIDE = re.compile(
    r"(?:^|[\s_-])(?:caption|credit|byline|author|autor|share|social|related|recirc|promo|newsletter|comment|cookie|consent|breadcrumb|"
    r"copyright|advert|sponsor|tags?|meta|date|time|timestamp|menu|nav|sidebar|widget|paywall|subscribe|login|gallery|embed|tooltip|hidden)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Words in class and id that say so as well; they are English on pages of all languages."""
LEAD = re.compile(
    r"lead(?!er|ing|s\b)|intro|teaser|standfirst|excerpt|sub-?(?:title|head|line)|preamble|\bdek\b|deck|summary|perex|abstract|epigraph|"
    r"entradilla|chapo|sapo|ingress|vorspann|strapline|kicker-text",
    re.IGNORECASE,
)
"""What publishers call the paragraph under the headline."""
MOST = 20_000
KEY = 40
"""Letters and digits by which a paragraph is known again."""
LEAD_LEAST, LEAD_MOST = 30, 900
SENTENCE_LEAST = 60
LEADS = 3
END = tuple(".!?…»”“\"')）。」")
LINKED = 0.6
"""Share of link text from which a paragraph is a link to something else."""
SIBLING_WORDS = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the page: its text, letters and digits for comparing, tag and class, the identity of its parent,
    whether it stands where running text does, its share of link text, and a note whether it is called a lead.
    """

    text: str
    key: str
    tag: str
    style: str
    parent: int
    running: bool
    linked: float
    lead: bool


def blocks(tree: html.HtmlElement) -> list[Block]:
    """The innermost block elements with text, in the page's order."""
    found: list[Block] = []
    body = tree.find("body")
    if body is None:
        return found
    stack: list[tuple[html.HtmlElement, bool, bool]] = [(body, True, False)]
    while stack and len(found) < MOST:
        element, running, lead = stack.pop()
        style = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
        running = running and element.tag not in ASIDE and not OUTSIDE.search(style)
        lead = lead or LEAD.search(style) is not None
        inner = [child for child in element if isinstance(child.tag, str) and child.tag not in SILENT]
        if any(map(holds_blocks, inner)):
            stack.extend((child, running, lead) for child in reversed(inner))
            raw = " ".join([element.text or "", *(child.tail or "" for child in inner)])
        else:
            raw = own_text(element)
        if text := " ".join(clean(raw).split()):
            parent = element.getparent()
            kind = (element.tag, element.get("class") or "")
            found.append(Block(text, key(text), *kind, id(parent), running, link_share(element, text), lead))
    return found


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
    return "".join(filter(str.isalnum, text[: 4 * KEY].casefold()))[:KEY]


def completed(kept: Sequence[str], page: Sequence[Block], title: str, descriptions: Sequence[str]) -> list[str]:
    """The extracted paragraphs with those that are missing among them, and the lead before them."""
    places: dict[str, int] = {}
    for index, block in enumerate(page):
        places.setdefault(block.key, index)
    placed = [(text, places.get(key(text))) for text in kept]
    seen = {key(text) for text in kept}
    first = next((place for _, place in placed if place is not None and page[place].tag not in HEADINGS), None)
    if first is None:
        return list(kept)
    leads = lead(page, first, seen, title, descriptions)
    missing = siblings(page, {place for _, place in placed if place is not None}, seen | {block.key for block in leads})
    return [*(block.text for block in leads), *merged(placed, missing, page)]


def lead(page: Sequence[Block], first: int, seen: set[str], title: str, descriptions: Sequence[str]) -> list[Block]:
    """What stands between the headline and the first extracted paragraph and reads like its beginning."""
    headline = key(title)
    start = max((i for i in range(first) if headline and page[i].key.startswith(headline[:KEY])), default=None)
    told = [key(description) for description in descriptions]
    found: list[Block] = []
    for index in range(0 if start is None else start + 1, first):
        block = page[index]
        if not block.key or block.key in seen or not LEAD_LEAST <= len(block.text) <= LEAD_MOST or block.linked > LINKED:
            continue
        if same_beginning(block.key, headline):
            continue
        described = any(same_beginning(block.key, other) for other in told)
        called = block.lead and block.running
        sentence = start is not None and block.running and len(block.text) >= SENTENCE_LEAST and block.text.endswith(END)
        if described or called or sentence:
            found.append(block)
            seen = seen | {block.key}
    return found[-LEADS:]


def same_beginning(one: str, other: str) -> bool:
    """Whether two keys begin alike, as a lead and the description made from it do."""
    return len(other) >= LEAD_LEAST // 2 and len(one) >= LEAD_LEAST // 2 and (one.startswith(other) or other.startswith(one))


def siblings(page: Sequence[Block], placed: set[int], seen: set[str]) -> list[int]:
    """Paragraphs that were left out although they stand among those that were kept, and look like them."""
    kinds = Counter((page[i].parent, page[i].tag, page[i].style) for i in placed if page[i].tag == "p")
    last, first = max(placed), min(placed)
    return [
        index
        for index, block in enumerate(page)
        if index > first
        and block.key not in seen
        and kinds[block.parent, block.tag, block.style] >= (1 if index < last else 2)
        and block.running
        and block.linked <= LINKED
        and len(block.text.split()) >= SIBLING_WORDS
    ]


def merged(placed: Sequence[tuple[str, int | None]], missing: Sequence[int], page: Sequence[Block]) -> list[str]:
    """Both in the page's order; an extracted paragraph without a place follows the one before it."""
    found: list[str] = []
    rest = list(missing)
    for text, place in placed:
        while rest and place is not None and rest[0] < place:
            found.append(page[rest.pop(0)].text)
        found.append(text)
    return found + [page[index].text for index in rest]
