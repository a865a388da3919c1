"""Where the content that follows a cue begins: at a complementiser, a mark, a colon, or as a bare clause."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.sentence import ENDS
from monitor.core.speech.between import NEAR, REACH, only_adverbial, past_adverbials, past_hearer
from monitor.core.speech.cue import Cue
from monitor.core.speech.tokens import DASHES, Token
from monitor.lexicon.languages import SAYING, Language, VerbClass

SHORT = 3
"""Words of the shortest clause without a complementiser."""
OBJECT_KINDS = frozenset({"object", "appeal"})
CLAUSAL = SAYING | {"appeal"}
"""Classes of verbs that a complementiser may follow."""


def content_start(  # noqa: PLR0911  one way to begin a return
    found: Sequence[Token], place: int, high: int, cue: Cue, language: Language, *, bare: bool
) -> int | None:
    """The first token of what follows the cue, or none. `bare` allows a clause without complementiser."""
    kinds = {verb.kind for verb in cue.verbs}
    if place >= high:
        return None
    explicit = _explicit(found, place, high, kinds, language)
    asked = _question(found, place, high) if "ask" in kinds else None
    if explicit is not None and (asked is None or explicit <= asked):
        if explicit >= high or found[explicit].quote is None:
            return explicit
        wish = past_adverbials(found, place, explicit)
        if wish < explicit and "infinitive_mark" in found[wish].tags and _may_wish(found[cue.end - 1], language):
            return wish  # promised on Tuesday to stop “the noise”
        clause = _bare(found, place, high, cue) if _may_be_bare(kinds, language, bare=bare) else None
        return clause if clause is not None and _leads_into(found, clause, explicit) else explicit
    if asked is not None:
        return asked
    if _may_be_bare(kinds, language, bare=bare):
        return _bare(found, place, high, cue)
    if kinds & OBJECT_KINDS and language.features.object_phrases:
        return None if "ask" in kinds and not _request(found, place, high) else _object(found, place, high)
    if kinds & OBJECT_KINDS or any(verb.particles or verb.distant for verb in cue.verbs):
        return _marked(found, place, high)
    return None


def _may_be_bare(kinds: set[VerbClass], language: Language, *, bare: bool) -> bool:
    return bare and language.features.bare_clause and bool(kinds & {"speech", "tell"})


def _may_wish(token: Token, language: Language) -> bool:
    return any(verb.kind == "appeal" for verb in language.verbs.get(token.low, ()))


def _leads_into(found: Sequence[Token], first: int, quote: int) -> bool:
    """Whether a clause has begun before its words in marks: told reporters he thought Ray had “made it up”."""
    if first >= quote or not found[quote - 1].word:
        return False
    subject = found[first]
    opens = bool(subject.tags & {"pron", "sub"} and "hearer" not in subject.tags)
    return opens or any(found[k].tags & {"aux", "modal"} and "det" not in found[k].tags for k in range(first, quote))


def _explicit(  # noqa: PLR0911  one announcement a return
    found: Sequence[Token], place: int, high: int, kinds: set[VerbClass], language: Language
) -> int | None:
    """Content that is announced: by a complementiser, a colon or a mark."""
    free = "tell" in kinds or language.features.inversion
    for k in range(place, min(high, place + REACH)):
        token = found[k]
        if token.quote is not None:
            return _quoted(found, place, k, kinds)
        if token.low == ":":
            return k + 1 if k + 1 < high else None
        if (said := _clause(found, place, k, high, kinds, language)) is not None:
            return k if said else None
        if token.low == "," and k + 1 < high:
            following = found[k + 1]
            if following.quote is not None or "comp" in following.tags or _asks(found, k + 1, high, kinds, language):
                return k + 1 if _leads(found, place, k, free=free) else None
            if (
                kinds & (SAYING | {"appeal"})
                and language.features.comma_clause
                and _reported(found, k + 1, high, language)
            ):
                return k + 1
            if k == place and not following.tags & {"prep", "adv", "as"}:
                return None
        elif _bars(found, place, k, high, language):
            return None
    return None


def _clause(
    found: Sequence[Token], place: int, k: int, high: int, kinds: set[VerbClass], language: Language
) -> bool | None:
    """Whether the clause or infinitive that begins at `k` was said; none where no such thing begins."""
    if _infinitive(found, k, place, high, kinds, language):
        direct = not any(found[j].low == "," for j in range(place, k - 1))
        return direct and only_adverbial(found, place, k, tell=bool(kinds & {"tell", "ask", "appeal"}))
    if not (kinds & CLAUSAL and _complementiser(found, place, k)):
        return None
    relative = k > place and "relcomp" in found[k].tags and _relative(found, k, language)
    return not relative and only_adverbial(found, place, k, tell="tell" in kinds)


def _complementiser(found: Sequence[Token], place: int, k: int) -> bool:
    """Whether "that" stands at `k`, and not the end of a conjunction of two words (ya que, visto che)."""
    return "comp" in found[k].tags and not (k > place and "subcomp" in found[k - 1].tags)


def _bars(found: Sequence[Token], place: int, k: int, high: int, language: Language) -> bool:
    """Whether the content of a cue cannot begin behind the token at `k`: a mark, another cue, another clause."""
    token = found[k]
    if not token.word:
        return token.low not in {"(", ")", '"'}
    another = "conj" in token.tags and k + 1 < high and "pron" in found[k + 1].tags and "det" not in found[k + 1].tags
    return another or (token.low in language.verbs and not token.upper and k > place)


def _infinitive(
    found: Sequence[Token], k: int, place: int, high: int, kinds: set[VerbClass], language: Language
) -> bool:
    """Whether an infinitive that was said begins here: dice di aver perso, dit avoir perdu, ha chiesto di aspettare."""
    token = found[k]
    if "infinitive" in token.tags:
        return bool(kinds & SAYING) and all(found[j].tags & {"adv", "neg", "time", "clitic"} for j in range(place, k))
    if "infcomp" not in token.tags or not kinds & CLAUSAL:
        return False
    verb = k + 1
    while verb < high and found[verb].tags & {"neg", "clitic", "adv"} and "infinitive" not in found[verb].tags:
        verb += 1
    if verb >= high or found[verb].upper:
        return False
    return "infinitive" in found[verb].tags or (
        not found[verb].tags and found[verb].low.endswith(language.infinitive_endings)
    )


def _asks(found: Sequence[Token], place: int, high: int, kinds: set[VerbClass], language: Language) -> bool:
    """Whether an indirect question begins here: почему мост закрыт, готов ли мост."""
    if not (language.features.comma_question and kinds & SAYING):
        return False
    if "wh" in found[place].tags:
        return not found[place].tags & {"as", "rel"}
    return place + 1 < high and "whether" in found[place + 1].tags


def _leads(found: Sequence[Token], place: int, k: int, *, free: bool) -> bool:
    """Whether the comma at `k` leads to the content: "que" behind it does so only where an insertion ends there."""
    if k == place:
        return True
    inserted = any(found[j].low == "," for j in range(place, k))
    return (inserted or "relcomp" not in found[k + 1].tags) and only_adverbial(found, place, k, tell=free)


def _reported(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether the clause behind a comma is in the mood of reported speech, or an infinitive."""
    for k in range(place, min(high, place + REACH)):
        token = found[k]
        if token.low in language.reported_verbs or "infinitive_mark" in token.tags or _is_infinitive(token, language):
            return True
        if token.quote is not None or (not token.word and token.low not in "()"):
            return False
    return False


def _relative(found: Sequence[Token], k: int, language: Language) -> bool:
    """Whether "que" behind a cue belongs to the noun before it: subrayó los plazos que …, not: dijo en Madrid que …"""
    before = found[k - 1]
    if not before.word or before.upper or before.low.endswith(language.adverb_endings):
        return False
    known = {"media", "time", "period", "hearer", "prep", "adv", "when", "reflexive", "pron", "conj"}
    return not (before.tags & known or before.low.startswith(language.persons or ("",)))


def _is_infinitive(token: Token, language: Language) -> bool:
    """An infinitive with its mark inside: nachzudenken."""
    infix = language.infinitive_infix
    return (
        bool(infix) and not token.upper and token.low.endswith(language.infinitive_endings) and infix in token.low[2:-2]
    )


def _quoted(found: Sequence[Token], place: int, k: int, kinds: set[VerbClass]) -> int | None:
    """A quotation behind the cue: content of its own, or part of the clause that it stands in."""
    if kinds == {"relay"}:
        return None  # слова которого приводит «Вестник»
    name = k > place and (found[k - 1].genitive or "prep" in found[k - 1].tags)
    if name and k + 1 < len(found) and "comp" in found[k + 1].tags and only_adverbial(found, place, k, tell=False):
        return k + 1 if kinds & SAYING else None  # said on “Meet the Mayor” that …
    if k == place or found[k - 1].low in {",", ":"} or found[k - 1].low in DASHES:
        return k
    if kinds & SAYING and only_adverbial(found, place, k, tell="tell" in kinds):
        return k
    return None


def _question(found: Sequence[Token], place: int, high: int) -> int | None:
    for k in range(place, min(high, place + REACH)):
        if "wh" in found[k].tags:
            return None if k > place and "prep" in found[k - 1].tags else k  # chiese a chi governa
        if not found[k].word or found[k].tags & {"comp", "rel", "conj"} or (k == place and "prep" in found[k].tags):
            return None
    return None


def _request(found: Sequence[Token], place: int, high: int) -> bool:
    """Whether somebody is asked to do something."""
    for k in range(place, min(high, place + REACH)):
        if not found[k].word or found[k].tags & {"conj", "comp", "rel", "sub"}:
            return False
        if k > place and "infinitive_mark" in found[k].tags:
            return True
    return False


def _marked(found: Sequence[Token], place: int, high: int) -> int | None:
    """The quotation in the object of the cue."""
    for k in range(place, min(high, place + REACH)):
        if found[k].quote is not None:
            return k
        if not found[k].word:
            return None
    return None


def _object(found: Sequence[Token], place: int, high: int) -> int | None:
    while place < high and found[place].tags & {"adv"}:
        place += 1
    if place >= high or not (found[place].word or found[place].quote is not None):
        return None
    if (
        found[place].tags & {"time", "when", "conj", "but", "sub", "rel", "aux", "modal"}
        and "det" not in found[place].tags
    ):
        return None
    return _felt(found, place, high)


def _felt(found: Sequence[Token], place: int, high: int) -> int:
    """Past a feeling that is voiced, to what it is about: voiced concern that ships leak, deep anger over the port."""
    for k in range(place, min(high - 1, place + NEAR)):
        if "feeling" in found[k].tags:
            if "infinitive_mark" in found[k + 1].tags:
                return place
            about = past_adverbials(found, k + 1, high)
            if about < high and found[about].tags & {"comp", "pron"}:
                return about
            return about + 1 if about + 1 < high and "prep" in found[about].tags else place
        if not found[k].word or found[k].tags & {"prep", "conj", "comp"}:
            break
    return place


def _bare(found: Sequence[Token], place: int, high: int, cue: Cue) -> int | None:
    tell = any(verb.kind == "tell" for verb in cue.verbs)
    start = past_hearer(found, place, high) if tell else place
    start = past_adverbials(found, start, high)
    if high - start < SHORT and not any(token.quote is not None for token in found[start:high]):
        return None
    token = found[start]
    if not token.word or token.low in ENDS:
        return None
    if "approx" in token.tags and (found[start + 1].low[0].isdigit() or found[start + 1].tags & {"alone", "numeral"}):
        return start  # said about half of it is lost
    if token.tags & {"prep", "conj", "but", "time", "adv", "rel"} and not token.tags & {"det", "pron", "wh"}:
        return None
    return start
