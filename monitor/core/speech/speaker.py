"""Whose words a cue reports: the subject before it, behind it, or carried on from the clause before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.core.speech import hand, mention, subject, voice
from monitor.core.speech.cue import Cue
from monitor.core.speech.inverted import behind, pronoun_behind, stands_first
from monitor.core.speech.mention import Range
from monitor.core.speech.phrase import after
from monitor.core.speech.tokens import Token
from monitor.lexicon.languages import Language

FULL_NAME = 2
"""Words of a first and a last name."""


class Subject(NamedTuple):
    """A speaker: the phrase, if any; whether it is carried on; whether it stands behind the cue."""

    phrase: Range | None
    inherited: bool = False
    inverted: bool = False


NOBODY = Subject(None)


def speaker(
    found: Sequence[Token], low: int, high: int, cue: Cue, earlier: Range | None, language: Language
) -> Subject:
    """The speaker of the verb `cue` in the sentence ``found[low:high]``; `earlier` spoke before in it."""
    if hand.is_stated(cue):
        said = hand.document(found, low, high, cue, language)
        return Subject(said, inverted=said is None or said[0] > cue.first)
    if hand.is_relay(cue) and (quoted := hand.relayed(found, high, cue, language)):
        return Subject(quoted, inverted=True)
    who = _speaker(found, low, high, cue, earlier, language)
    if language.features.distant_subject and not (who.inverted or who.inherited):
        who = _distant(found, low, cue, who, language)
    if not (who.inherited or who.inverted) and (apart := _set_apart(found, low, high, cue, who.phrase, language)):
        return Subject(apart)
    if who.phrase is None or who.inherited or not language.persons:
        return who
    if not who.inverted and (phrase := voice.certain(found, who.phrase, low, language)) != who.phrase:
        return who._replace(phrase=phrase)
    return who._replace(phrase=voice.named(found, who.phrase, high if who.inverted else cue.first, language))


def _speaker(
    found: Sequence[Token], low: int, high: int, cue: Cue, earlier: Range | None, language: Language
) -> Subject:
    if _is_converb(found, low, cue):
        return _of_converb(found, low, cue, earlier, language)
    if _is_reflexive(found, low, cue):
        return NOBODY
    if language.features.verb_final and _adverbial_first(found, low, cue):
        return _inverted(behind(found, low, high, cue, language, sure=True)) or NOBODY
    if language.features.verb_final and cue.pivot > low and "conj" in found[cue.pivot - 1].tags:
        return _carried(found, low, cue, earlier, language) or NOBODY  # X kam und sagte Y
    return (
        _above_relative(found, low, cue, earlier, language)
        or _impersonal(found, low, high, cue, language)
        or _inverted(pronoun_behind(found, high, cue, language))
        or _fronted(found, low, cue, language)
        or _inverted(behind(found, low, high, cue, language))
        or _before(found, low, cue, language)
        or _carried(found, low, cue, earlier, language)
        or _opening(found, low, cue, language)
        or NOBODY
    )


def _inverted(phrase: Range | None) -> Subject | None:
    return Subject(phrase, inverted=True) if phrase else None


def _above_relative(
    found: Sequence[Token], low: int, cue: Cue, earlier: Range | None, language: Language
) -> Subject | None:
    """Who spoke in a relative clause goes on behind it: "Ann Lee, who says the port closed, tweeted that …"."""
    if earlier is None or not language.features.bare_clause or cue.first <= low or found[cue.first - 1].low != ",":
        return None
    first, end = earlier
    if end - first <= 1 or "rel" not in found[end - 1].tags or found[end - 2].low != ",":
        return None
    return Subject((first, end - 2), inherited=True)


def _set_apart(
    found: Sequence[Token], low: int, high: int, cue: Cue, phrase: Range | None, language: Language
) -> Range | None:
    """The name between commas before a cue whose content follows: el jefe del puerto, de baja, Ana Ruiz, dijo que …"""
    if not language.persons or cue.pivot <= low or found[cue.pivot - 1].low != "," or cue.end >= high:
        return None
    if phrase is not None and voice.is_sure(found, phrase, low, language):
        return None
    if not (found[cue.end].tags & {"comp", "infcomp"} or found[cue.end].low == ":" or found[cue.end].quote is not None):
        return None
    first = cue.pivot - 1
    while first > low and found[first - 1].upper and found[first - 1].word and not found[first - 1].tags:
        first -= 1
    if cue.pivot - 1 - first >= FULL_NAME and found[first - 1].low == ",":
        return first, cue.pivot - 1
    head = subject.head(found, low, cue.first, language)
    leads = head is not None and found[head[1]].low == "," and voice.is_sure(found, head, low, language)
    return head if leads and phrase is None else None


def _opening(found: Sequence[Token], low: int, cue: Cue, language: Language) -> Subject | None:
    """The noun that opens a clause whose verb is far from it: "People briefed on the talks said"."""
    if not language.features.bare_clause:
        return None
    return _nominative(
        found, subject.opening(found, subject.clause_begin(found, low, cue.pivot), cue.pivot, language), language
    )


def _is_reflexive(found: Sequence[Token], low: int, cue: Cue) -> bool:
    """Whether nobody in particular speaks: se dice que …, si stima che …; but: se pregunta, si chiede."""
    asks = any(verb.kind == "ask" for verb in cue.verbs)
    return cue.first > low and "reflexive_clitic" in found[cue.first - 1].tags and not asks


def _adverbial_first(found: Sequence[Token], low: int, cue: Cue) -> bool:
    """Whether an adverbial fills the place before a verb that stands second: its subject is behind it."""
    while low < cue.pivot and found[low].tags & {"conj", "but"}:
        low += 1
    if low >= cue.pivot or "prep" not in found[low].tags or _has_impersonal(found, cue):
        return False
    between = found[low + 1 : cue.pivot]
    return all(token.word and token.quote is None and not token.tags & {"conj", "aux", "sub"} for token in between)


def _has_impersonal(found: Sequence[Token], cue: Cue) -> bool:
    return cue.pivot + 1 < len(found) and "impersonal" in found[cue.pivot + 1].tags


def _impersonal(found: Sequence[Token], low: int, high: int, cue: Cue, language: Language) -> Subject | None:
    """Where the subject is empty, what says so: in dem Bericht heißt es, hieß es von der Polizei."""
    if not _has_impersonal(found, cue):
        return None
    behind = subject.medium(found, max(cue.end, cue.pivot + 2), high, language)
    if behind is not None:
        return Subject(behind, inverted=True)
    while low < cue.pivot and found[low].tags & {"conj", "but", "adv"}:
        low += 1
    if low >= cue.pivot or "prep" not in found[low].tags:
        return NOBODY
    return Subject(after(found, low + 1, cue.pivot, language, oblique=True))


def _is_converb(found: Sequence[Token], low: int, cue: Cue) -> bool:
    """A gerund that is no progressive (is saying)."""
    if cue.verbs[0].form != "gerund":
        return False
    left = cue.pivot - 1
    while left > low and "adv" in found[left].tags:
        left -= 1
    progressive = left >= low and ("be" in found[left].tags or _contracts(found[left]))
    return not progressive


def _contracts(token: Token) -> bool:
    """Whether only a contracted auxiliary can stand between the pronoun and a gerund: he's saying."""
    return "pron" in token.tags and not token.tags & {"det", "hearer", "rel", "possessive"}


def _of_converb(found: Sequence[Token], low: int, cue: Cue, earlier: Range | None, language: Language) -> Subject:
    """The subject of the main clause; of "a statement saying that …" the statement."""
    left = cue.pivot - 1
    if left < low or not found[left].word or found[left].tags & {"conj", "but", "prep", "sub", "adv"}:
        return Subject(earlier or _head(found, low, cue, language), inherited=True)
    begin = subject.clause_begin(found, low, cue.pivot)
    if begin > low and "with" in found[begin - 1].tags:
        return Subject(subject.opening(found, begin, cue.pivot, language))  # with Ann Lee telling reporters that …
    if "media" not in found[left].tags:
        return NOBODY
    return Subject(subject.head(found, begin, cue.pivot, language))


def _fronted(found: Sequence[Token], low: int, cue: Cue, language: Language) -> Subject | None:
    """Where verbs may be inverted, a subject before the verb still goes first."""
    if not language.features.inversion or stands_first(found, low, cue):
        return None
    return _nominative(found, mention.before(found, low, cue.pivot, language), language)


def _before(found: Sequence[Token], low: int, cue: Cue, language: Language) -> Subject | None:
    phrase = mention.before(found, low, cue.pivot, language) or voice.house_before(found, low, cue.pivot, language)
    oblique = phrase is not None and "oblique" in found[phrase[0]].tags  # den Reportern mitteilte
    if (phrase is None or oblique) and language.features.verb_final:
        phrase = subject.clause_subject(found, low, cue.pivot, language)
    return _nominative(found, phrase, language)


def _distant(found: Sequence[Token], low: int, cue: Cue, who: Subject, language: Language) -> Subject:
    """The person whom the clause begins with, far from its verb: Лаптев на встрече с министром сообщил, …"""
    if who.phrase is not None and "rel" in found[who.phrase[1] - 1].tags:
        return who
    begin, end = who.phrase or (cue.pivot, cue.pivot)
    if who.phrase is None:
        while begin > low and _goes_back(found[begin - 1], language):
            begin -= 1
    phrase = (after if who.phrase else subject.head)(found, begin, end, language) if begin < end else None
    if phrase is None or found[phrase[0]].tags & {"oblique", "prep"} or voice.is_oblique(found, phrase, language):
        return who
    if who.phrase is not None and not any("prep" in found[k].tags for k in range(*who.phrase)):
        return who
    named = all(found[k].upper and not found[k].tags for k in range(*phrase))
    named = named and not (phrase[0] == low and found[phrase[1] - 1].low.endswith(language.adjective_endings))
    return Subject(phrase) if named or voice.has_person(found, phrase, language) else who


def _goes_back(token: Token, language: Language) -> bool:
    """Whether a clause goes on to the left of its verb with this word."""
    if not token.word or (token.tags & {"comp", "sub", "rel", "aux", "neg", "wh"} and "prep" not in token.tags):
        return False
    return token.upper or token.low not in language.verbs


def _carried(found: Sequence[Token], low: int, cue: Cue, earlier: Range | None, language: Language) -> Subject | None:
    """A second verb of the same subject: "was elected in May and said that …"."""
    left = cue.pivot - 1
    if left < low or not found[left].tags & {"conj", "but", "adv", "aux"}:
        return None
    return Subject(earlier or _head(found, low, cue, language), inherited=True)


def _head(found: Sequence[Token], low: int, cue: Cue, language: Language) -> Range | None:
    """What the sentence begins with, where it is somebody."""
    phrase = subject.head(found, low, cue.first, language)
    if phrase is None or voice.is_sure(found, phrase, low, language):
        return phrase
    single = phrase[1] - phrase[0] == 1 or found[phrase[1] - 1].upper
    return phrase if single and found[phrase[0]].upper and not found[phrase[0]].tags else None


def _nominative(found: Sequence[Token], phrase: Range | None, language: Language) -> Subject | None:
    if (
        phrase is None
        or found[phrase[0]].tags & {"oblique", "impersonal"}
        or voice.is_oblique(found, phrase, language, least=FULL_NAME)
        or (phrase[1] - phrase[0] == 1 and voice.is_addressed(found[phrase[0]], language))
    ):
        return None
    return Subject(phrase)
