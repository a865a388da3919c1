"""The noun phrase behind a cue, or at the head of a clause: "said Ann Lee, a doctor", "weil Ann Lee gestern sagte"."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.speech.mention import LEADING, LONGEST, Range, is_nominal, suspended
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language, Pronoun

ADDED = 3
"""Words of the shortest "and to add"."""
ASIDE = 8
"""Tokens of the longest place or manner between a verb and its subject."""
NO_SUBJECT = frozenset({"prep", "sub", "comp", "conj", "but", "neg", "time", "rel", "particle", "oblique"})
"""Classes of words with which no subject behind its verb begins."""
OFFICE, FULL_NAME = 5, 2
"""Words of the longest field of an office; those of a first and a last name."""


CLAUSE = 24
"""Tokens of the longest subject that opens a clause."""
OPENING = frozenset({"sub", "comp", "but", "wh", "with"})
"""Classes of words behind which a clause opens."""
APPROXIMATE = frozenset({"approx", "adv", "conj"})


def after(found: Sequence[Token], place: int, high: int, language: Language, *, oblique: bool = False) -> Range | None:
    """The subject that begins at `place` or behind adverbs there: "said Ann Lee, a doctor".

    `oblique` allows what is no subject: the phrase behind a preposition.
    """
    place = _skip_forward(found, place, high, language)
    if place >= high:
        return None
    token = found[place]
    barred = token.tags & NO_SUBJECT - ({"particle"} if "det" in token.tags else set()) - (
        {"oblique"} if oblique else set()
    )
    if not token.word or barred or "impersonal" in token.tags:
        return None
    if "pron" in token.tags:
        return place, place + 1
    end = place
    if oblique and language.persons and "det" in token.tags and place + 1 < high and found[place + 1].word:
        end += 2  # a noun, though it may be a verb elsewhere: secondo l'accusa
    while (
        end < high
        and end - place < LONGEST
        and (_is_noun(found, place, end, language) or _continues(found, place, end, language))
    ):
        end += 1
    while end > place and found[end - 1].tags & {"prep", "conj", "adv", "det"} and "alone" not in found[end - 1].tags:
        end -= 1
    return (place, end) if end > place and is_nominal(found, place, end, language) else None


def clause_subject(found: Sequence[Token], low: int, place: int, language: Language) -> Range | None:
    """The subject of a clause whose verb comes last: it stands behind the conjunction (weil Ann Lee gestern sagte)."""
    for left in range(place - 1, max(low, place - LONGEST) - 1, -1):
        token = found[left]
        if token.tags & {"sub", "as", "comp"}:
            return after(found, left + 1, place, language)
        if not token.word:
            if token.low == "," and left > low and (opened := _opening(found, low, left)) is not None:
                return after(found, opened + 1, place, language)  # wie Ann Lee, eine Ärztin, sagte
            return after(found, left + 1, place, language) if token.low == "," else None
    return after(found, low, place, language) if place - low <= LONGEST else None


def _opening(found: Sequence[Token], low: int, place: int) -> int | None:
    """The conjunction whose subject goes on behind the comma at `place`."""
    for left in range(place - 1, max(low, place - LONGEST) - 1, -1):
        if found[left].tags & {"as", "sub"}:
            return left
        if found[left].quote is not None or found[left].tags & {"aux", "modal", "comp", "conj"}:
            return None
    return None


def head(found: Sequence[Token], low: int, high: int, language: Language) -> Range | None:
    """The phrase at the beginning of a sentence, taken for its subject."""
    place = low
    while (
        place < high
        and (found[place].tags & LEADING or found[place].low in {",", "“"})
        and "pron" not in found[place].tags
    ):
        place += 1
    if language.features.distant_subject:
        place = _skip_forward(found, place, high, language)
    if place >= high or not found[place].word:
        return None
    if language.features.verb_final and found[place].tags & {"prep", "sub"}:
        return _behind_verb(found, place, high, language)
    opens = {"sub", "as"} if language.features.bare_clause else set()
    led = any(found[k].tags & opens for k in range(low, place + 1))
    if led or found[place].tags & {"prep", "aux", "rel", "wh"}:
        comma = next((k for k in range(place, min(high, place + 12)) if found[k].low == ","), None)
        return None if comma is None else head(found, comma + 1, high, language)
    phrase = after(found, place, high, language)
    if phrase is None:
        return None
    for k in range(phrase[0] + 1, phrase[1]):
        token = found[k]
        if _is_group(found, k, high, language):
            continue
        named = _may_end(found[k - 1], language)
        if not token.upper and ((named and not token.tags) or token.low.endswith(language.verb_endings)):
            return phrase[0], k
    return phrase


def _may_end(token: Token, language: Language) -> bool:
    """Whether a word may be the name that a verb follows: not "The", "Moja", nor "Официальный"."""
    adjective = language.features.distant_subject and token.low.endswith(language.adjective_endings)
    return token.upper and not (adjective or "det" in token.tags)


def clause_begin(found: Sequence[Token], low: int, place: int) -> int:
    """Where the clause begins whose verb stands at `place`: behind a mark, a conjunction, or "with"."""
    begin = place
    while begin > low and place - begin < CLAUSE:
        token = found[begin - 1]
        if not (token.word or token.low == "%") or (token.tags & OPENING and "det" not in token.tags):
            break
        begin -= 1
    return begin


def opening(found: Sequence[Token], begin: int, place: int, language: Language) -> Range | None:
    """The noun phrase that opens a clause, where nothing but its own modifiers stand between it and the verb."""
    while begin < place and found[begin].tags & APPROXIMATE and not found[begin].upper:
        begin += 1
    phrase = after(found, begin, place, language)
    if phrase is None or "pron" in found[phrase[0]].tags:
        return phrase if phrase and phrase[1] == place else None
    if any(_is_predicate(token, language) for token in found[phrase[0] + 1 : phrase[1]]):
        return None
    single = found[phrase[0]]
    if phrase[1] - phrase[0] == 1 and not (single.upper or single.tags or single.low.endswith(language.plural_endings)):
        return None
    modifiers = found[phrase[1] : place]
    if any(token.tags & {"aux", "modal", "neg"} and "det" not in token.tags for token in modifiers):
        return None
    return phrase


def _is_predicate(token: Token, language: Language) -> bool:
    return not token.upper and token.low.endswith(language.verb_endings + language.adverb_endings)


def _is_group(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether a word behind a name is a noun: Republican members of Congress, Trump supporters have …"""
    if language.features.noun_capitals or not found[place].low.endswith(language.plural_endings) or place + 1 >= high:
        return False
    following = found[place + 1]
    return (
        not following.word or bool(following.tags & {"aux", "modal", "rel"}) or following.tags >= {"prep", "nameprep"}
    )


def _behind_verb(found: Sequence[Token], place: int, high: int, language: Language) -> Range | None:
    """The subject of a sentence with its verb in the second place: In der ARD zeigt sich der Trainer zufrieden."""
    for k in range(place + 1, min(high, place + LONGEST)):
        if not found[k].word:
            return None
        if is_finite(found, k):
            return after(found, k + 1, high, language)
    return None


def is_finite(found: Sequence[Token], place: int) -> bool:
    """Whether the word is the verb of its clause, where nouns have capitals: in lower case behind a noun."""
    token = found[place]
    if token.upper or not token.word or place == 0:
        return False
    previous = found[place - 1]
    if "det" in previous.tags:  # Der außenpolitische Sprecher: its capital is that of the sentence
        return False
    if token.tags:
        return bool(token.tags & {"aux", "modal"}) and (previous.upper or "pron" in previous.tags)
    return token.low[0].isalpha() and (previous.upper or "pron" in previous.tags)


def is_somebody(found: Sequence[Token], phrase: Range, language: Language) -> bool:
    """Whether a phrase names a person: a pronoun with gender, a title, two names side by side."""
    first, end = phrase
    if end - first == 1 and (pronoun := language.pronouns.get(found[first].low)) is not None:
        return pronoun.gender in {"m", "f"} and pronoun.number == "s"
    names = [k for k in range(first, end) if found[k].upper and not found[k].tags]
    if any("title" in found[k].tags for k in range(first, end)):
        return bool(names)
    return any(k + 1 in names for k in names)


def leaves_out_subject(found: Sequence[Token], cue: Range, language: Language) -> bool:
    """Whether a verb in the singular begins its clause, so that its subject is whoever spoke last: «…», ha aggiunto."""
    first, end = cue
    verb = found[first]
    if verb.low == ":":
        return _adds(found, first, language)
    if not language.features.null_subject or not verb.word or verb.low.endswith(language.house_endings or ("\0",)):
        return False
    if any(reading.form == "gerund" for k in range(first, end) for reading in language.verbs.get(found[k].low, ())):
        return False
    if language.gender_endings and not _goes_alone(found, first, end, language):
        return False
    left = first - 1
    while left >= 0 and found[left].word and _accompanies(found[left], language):
        left -= 1
    return left < 0 or not found[left].word or bool(found[left].tags & {"conj", "but", "as"})


def _adds(found: Sequence[Token], colon: int, language: Language) -> bool:
    """Whether an infinitive alone announces that the same one speaks on: Et d'ajouter : «…»"""
    first = colon
    while first > 0 and found[first - 1].word and colon - first <= ASIDE:
        first -= 1
    if colon - first < ADDED or "conj" not in found[first].tags or "infcomp" not in found[first + 1].tags:
        return False
    return found[first + 2].low.endswith(language.infinitive_endings)


def _goes_alone(found: Sequence[Token], first: int, end: int, language: Language) -> bool:
    """Whether a verb is in the singular, and what stands behind it is no noun: Dodał, że …, not: – mówią, – mówi gość."""
    if agreement(found[end - 1], language).number == "p" or agreement(found[first], language).number == "p":
        return False
    behind = found[end] if end < len(found) else None
    return behind is None or not behind.word or bool(behind.tags & {"comp", "adv", "prep", "time", "hearer", "aux"})


def agreement(token: Token, language: Language) -> Pronoun:
    """Gender and number that the subject of a verb has by its ending."""
    return next((known for ending, known in language.gender_endings if token.low.endswith(ending)), Pronoun("", ""))


def _accompanies(token: Token, language: Language) -> bool:
    """Whether the word may stand between a clause's beginning and its verb: ayer, además, le; not: se, che."""
    if token.tags & {"reflexive_clitic", "relcomp", "rel", "comp", "sub"}:
        return False
    return bool(token.tags & {"adv", "time", "clitic"}) or token.low.endswith(language.adverb_endings)


def medium(found: Sequence[Token], place: int, high: int, language: Language) -> Range | None:
    """What says so where the subject is empty: heißt es in dem Bericht, hieß es von der Polizei."""
    while place < high and "adv" in found[place].tags and "prep" not in found[place].tags:
        place += 1
    if place + 1 >= high or "prep" not in found[place].tags:
        return None
    phrase = after(found, place + 1, high, language, oblique=True)
    return None if phrase is None or found[phrase[0]].tags & {"time", "period"} else phrase


def _skip_forward(found: Sequence[Token], place: int, high: int, language: Language) -> int:
    """Past adverbs, hearers and times: ha dicho este lunes …"""
    while place < high and ("prep" in found[place].tags or not found[place].upper):
        tags = found[place].tags
        timed = language.persons and (tags & {"time", "when"} or found[place].low.endswith(language.adverb_endings))
        if (tags & {"adv", "aux", "reflexive", "hearer"} or timed) and "det" not in tags:
            place += 1
        elif "det" in tags and place + 1 < high and found[place + 1].tags & {"time", "period"}:
            place += 2
        elif "prep" in tags and (end := _setting(found, place, high) or _aside(found, place, high, language)):
            place = end
        elif _is_day(found, place, high, language):
            place += 3
        else:
            break
    return place


def _is_day(found: Sequence[Token], place: int, high: int, language: Language) -> bool:
    """Whether a day stands between commas: dijo hoy, lunes, el ministro."""
    if not language.persons or found[place].low != "," or place + 3 > high:
        return False
    return "time" in found[place + 1].tags and found[place + 2 : place + 3][0].low == ","


def _aside(found: Sequence[Token], place: int, high: int, language: Language) -> int | None:
    """One behind a place or manner before the subject: anunció en Roma el ministro, dice con calma Ann Lee.

    A name is only taken behind bare words, since a noun with an article may go with it (sul caso Lee).
    """
    if not language.persons or language.oblique_endings:
        return None
    bare = "det" not in found[place].tags
    for k in range(place + 1, min(high - 1, place + ASIDE)):
        token = found[k]
        if not token.word or token.low in language.verbs or token.tags & {"comp", "sub", "conj", "rel", "wh", "pron"}:
            return None
        inside = k > place + 1 and not found[k - 1].tags & {"prep", "det"}
        if inside and "det" in token.tags and "prep" not in token.tags:
            return k if found[k + 1].low.startswith(language.persons) else None
        if bare and inside and token.upper:
            return k if not found[k - 1].upper else None
        bare = bare and not (token.upper or token.tags & {"det", "prep"})
    return None


def _ends_phrase(found: Sequence[Token], place: int) -> bool:
    """Whether the word belongs to no noun phrase: a conjunction, a verb's helper, a pronoun, a hearer behind a name."""
    token = found[place]
    if token.tags & {"sub", "comp", "but", "rel", "wh", "aux", "modal", "neg", "time", "when"}:
        return True
    return ("pron" in token.tags and "det" not in token.tags) or ("hearer" in token.tags and found[place - 1].upper)


def _begins_noun(found: Sequence[Token], place: int, language: Language) -> bool:
    """Whether an article begins the next noun phrase: secondo Parigi | il fondo …, по думите на Илиева | мостът е …"""
    token = found[place]
    if language.definite_endings and language.adjective_endings and found[place - 1].upper and not token.upper:
        return token.word and token.low.endswith(language.definite_endings + language.subject_endings)
    if not language.persons or language.adjective_endings or token.upper or "det" not in token.tags:
        return False
    return not token.tags & {"prep", "nameprep"} and not found[place - 1].tags & {"det", "prep", "conj", "nameprep"}


def _links(found: Sequence[Token], place: int) -> bool:
    """Whether a preposition within names goes on: ambassadeur de Russie à Paris; not: Lee à l'issue d'un conseil."""
    following = place + 1
    if found[following].tags & {"media", "possessive"}:
        return False
    if "det" in found[following].tags and following + 1 < len(found):
        following += 1
    return found[following].word and (found[following].upper or not found[place - 1].upper)


def _leads_to_name(found: Sequence[Token], first: int, place: int) -> bool:
    """Whether an office goes on to the name of its holder: глава комитета Думы по финансовому рынку Пётр Лаптев."""
    if found[first].upper:
        return False
    name = place + 1
    while name < len(found) and name - place <= OFFICE and not (found[name].upper or found[name].tags):
        name += 1
    end = name
    while end < len(found) and found[end].upper and found[end].word:
        end += 1
    return name > place + 1 and end - name == FULL_NAME and (end >= len(found) or not found[end].word)


def _setting(found: Sequence[Token], place: int, high: int) -> int | None:
    """One behind "a los periodistas", "en una entrevista", "в понедельник"."""
    for k in range(place + 1, min(high, place + 4)):
        if found[k].tags & {"hearer", "media", "time", "period"}:
            return k + 1
        if "det" not in found[k].tags and not found[k].low.isdigit():
            return None
    return None


def _continues(  # noqa: PLR0911  one rule a return
    found: Sequence[Token], first: int, place: int, language: Language
) -> bool:
    """Whether a phrase that began at `first` goes on with the token at `place`."""
    token = found[place]
    if not token.word or token.quote is not None:
        return token.low in {"&", "/"} or suspended(found, place)
    if place == first or (token.upper and found[place - 1].upper and not language.features.noun_capitals):
        return True
    if _ends_phrase(found, place) or _begins_noun(found, place, language):
        return False
    if not (token.upper or token.tags & {"prep", "conj"}) and _is_definite(found[place - 1], language):
        return False
    if "prep" in token.tags:
        linked = "nameprep" in token.tags and place + 1 < len(found)
        office = place - 1 == first and found[first].upper and found[first].low.startswith(language.persons or ("\n",))
        return linked and (office or _links(found, place) or _leads_to_name(found, first, place))
    if token.low.isdigit() and place + 1 < len(found) and found[place + 1].low == "/":
        return True  # Bündnis 90/Die Grünen
    if "conj" in token.tags:
        names = found[place - 1].upper and place + 1 < len(found) and found[place + 1].upper
        return names or suspended(found, place - 1)
    if token.low in language.verbs and not token.upper:
        return False
    if language.features.noun_capitals and not token.upper and found[place - 1].upper and "genitive" not in token.tags:
        return False
    return not (token.low.endswith(language.adverb_endings) and not token.upper)


def _is_noun(found: Sequence[Token], first: int, place: int, language: Language) -> bool:
    """Whether what may be a verb or an adverb elsewhere is none in a phrase with an article: a yearly report, the same poll."""
    if not language.features.bare_clause or place == first or found[place].upper:
        return False
    token, previous = found[place], found[place - 1]
    opened = "det" in found[first].tags or previous.genitive
    if "when" in token.tags or token.low.endswith(language.adverb_endings):
        follows = found[place + 1] if place + 1 < len(found) else None
        return "det" in previous.tags and follows is not None and follows.word and not follows.tags
    readings = language.verbs.get(token.low, ())
    plain = bool(readings) and all(verb.form == "plural" for verb in readings)
    return opened and plain and not previous.low.endswith(language.plural_endings) and "pron" not in previous.tags


def _is_definite(token: Token, language: Language) -> bool:
    """Whether a noun has its article behind it, so that only a name or a preposition goes on: polisen | skadades."""
    return not (token.upper or token.tags) and token.low.endswith(language.definite_endings)
