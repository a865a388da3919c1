"""What the statement rooms know of a language, read from ``<lexicon>/<lang>/words.yaml`` and ``cues.yaml``.

`docs/statements.md` tells what each key means. A verb is written as its forms, separated by blanks
(``say says said +saying``), or as ``stem|paradigm`` with endings listed once under ``paradigms``. A form's first
character may mark it: ``+`` gerund or converb (its subject is that of the clause before), ``~`` participle, ``=`` a participle
whose passive has the speaker as its subject (is quoted),
``!`` infinitive, ``@`` a finite form that needs a plural subject. ``> for | on`` after the forms names particles that must follow at once, ``.. mit`` particles that
close the clause. An ending ``-`` is the bare stem; ``ge_t`` puts the stem in the middle. In source
phrases ``*`` is any word and ``*angaben`` a word that ends so; a phrase that ends in one names its source itself, and
so do words in brackets (``по [его] словам``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from monitor import yaml_file
from monitor.errors import ConfigError
from monitor.lexicon.words import CuesFile, Features, WordsFile

VerbClass = Literal["speech", "clause", "tell", "ask", "object", "appeal", "stated", "relay", "telling"]
Form = Literal["finite", "gerund", "participle", "passive", "infinitive", "plural"]
FORMS: dict[str, Form] = {"+": "gerund", "~": "participle", "=": "passive", "!": "infinitive", "@": "plural"}
SAYING: frozenset[VerbClass] = frozenset({"speech", "clause", "tell", "ask", "stated"})
"""Classes that take a clause or direct speech; the others take phrases."""
CLASSES: tuple[VerbClass, ...] = ("speech", "clause", "tell", "ask", "object", "appeal", "stated", "relay")

Gender = Literal["m", "f", "n", ""]
Number = Literal["s", "p", ""]


@dataclass(frozen=True, slots=True)
class Pronoun:
    """Gender and number that an antecedent of this pronoun must have; empty where the form leaves it open."""

    gender: Gender
    number: Number


@dataclass(frozen=True, slots=True)
class Verb:
    """One reading of a word form as a cue.

    `particles` must follow at once (one of them, each a sequence of words), `distant` must close the clause.
    """

    kind: VerbClass
    form: Form
    particles: tuple[tuple[str, ...], ...] = ()
    distant: tuple[str, ...] = ()


class Phrase(NamedTuple):
    """A source phrase behind its first word: its other words, and which of all of them name the source themselves."""

    rest: tuple[str, ...]
    own: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The lexicon of one language, frozen; words are in lower case. Equal to itself alone, so that caches may hold it.

    `tags` gives the word classes of closed-class words (det, prep, conj, but, sub, comp, rel, pron, aux, adv, time,
    neg, title, media, hearer, modal, numeral …); `pronouns` gender and number of those that may be speakers.
    """

    code: str
    features: Features
    tags: Mapping[str, frozenset[str]]
    pronouns: Mapping[str, Pronoun]
    abbreviations: frozenset[str]
    verbs: Mapping[str, tuple[Verb, ...]]
    sources: Mapping[str, tuple[Phrase, ...]]
    """Source phrases that stand before their speaker (according to …), by their first word."""
    back: Mapping[str, tuple[Phrase, ...]]
    """Phrases that stand for the sentence before (об этом сообщил …), by their first word."""
    postposed: frozenset[str]
    """Words that follow their speaker (zufolge)."""
    cue_words: frozenset[str]
    """All with which a cue begins: of `verbs`, `sources` and `postposed`."""
    telling: Mapping[str, tuple[Verb, ...]]
    """Verbs that tell what was said by a thing (warnt vor Eis), with the prepositions that name it as particles."""
    reported_verbs: frozenset[str]
    verb_endings: tuple[str, ...]
    clitics: tuple[str, ...]
    """Endings that are words of their own (-t-il), longest first."""
    contractions: tuple[str, ...]
    """What hangs on a pronoun and asserts, and is set off from it: we're."""
    adverb_endings: tuple[str, ...]
    gerund_endings: tuple[str, ...]
    plural_endings: tuple[str, ...]
    infinitive_infix: str
    """What stands inside some infinitives: nachzudenken."""
    infinitive_endings: tuple[str, ...]
    """Endings of infinitives, which a word of the class `infcomp` makes a content (dice di aver perso)."""
    possessives: Mapping[str, Pronoun]
    """Words that stand for the source in a source phrase (по его словам), with gender and number."""
    persons: tuple[str, ...]
    """Beginnings of nouns for those who speak: people by office or calling, and houses."""
    case_endings: tuple[str, ...]
    """Endings in the case that source phrases ask for, where no comma ends them (według rzecznika policji)."""
    case_adjectives: tuple[str, ...]
    """Endings of adjectives in that case, which stand before their noun."""
    name_endings: tuple[str, ...]
    """Endings of names in that case."""
    adjective_endings: tuple[str, ...]
    """Endings of adjectives before a subject, where nouns have no article; without any every word may be one."""
    oblique_endings: tuple[str, ...]
    """Endings of names in a case that no subject has (Путину, с Іваном Гаврилюком)."""
    subject_endings: tuple[str, ...]
    """Endings of nouns for people that tell a subject: на встрече министр, not: после встречи министра."""
    house_endings: tuple[str, ...]
    """Endings of verbs that a house may speak by: -ли in в Кремле заявили, -no in w MSZ podano."""
    definite_endings: tuple[str, ...]
    """Articles that end their noun: polisen, myndigheterna. The phrase goes on behind one with a name only."""
    gender_endings: tuple[tuple[str, Pronoun], ...]
    """Endings of verbs that tell gender and number of their subject, longest first: powiedzia-ła."""


EMPTY: Mapping[str, Any] = MappingProxyType({})
UNKNOWN = Language(
    code="",
    features=Features(),
    tags=EMPTY,
    pronouns=EMPTY,
    abbreviations=frozenset(),
    verbs=EMPTY,
    sources=EMPTY,
    back=EMPTY,
    postposed=frozenset(),
    cue_words=frozenset(),
    telling=EMPTY,
    reported_verbs=frozenset(),
    verb_endings=(),
    clitics=(),
    contractions=(),
    adverb_endings=(),
    gerund_endings=(),
    plural_endings=(),
    infinitive_infix="",
    infinitive_endings=(),
    possessives=EMPTY,
    persons=(),
    case_endings=(),
    case_adjectives=(),
    name_endings=(),
    adjective_endings=(),
    oblique_endings=(),
    subject_endings=(),
    house_endings=(),
    definite_endings=(),
    gender_endings=(),
)
"""A language without a lexicon: only direct speech in marks, and nobody's."""


def load(folder: Path | None = None) -> Mapping[str, Language]:
    """All languages of the lexicon folder (default: the one that is shipped), by ISO 639-1 code; cached.

    Raises:
        ConfigError: a file is missing or wrong; the message names file, line and key.
    """
    return _load((folder or Path(__file__).parent).resolve())


@lru_cache(maxsize=4)
def _load(folder: Path) -> Mapping[str, Language]:
    codes = sorted(path.parent.name for path in folder.glob("*/cues.yaml"))
    return MappingProxyType({code: _language(folder / code) for code in codes})


def _language(folder: Path) -> Language:
    words = yaml_file.read(folder / "words.yaml", WordsFile)
    cues = yaml_file.read(folder / "cues.yaml", CuesFile)
    try:
        verbs = _verbs(cues, CLASSES)
        telling = _verbs(cues, ("telling",))
    except ValueError as error:
        raise ConfigError(f"{folder / 'cues.yaml'}: {error}") from None
    sources = _phrases(cues.sources)
    pronouns = _pronouns(words.pronouns)
    tags: dict[str, set[str]] = {}
    for name, forms in words.classes.items():
        for word in forms.lower().split():
            tags.setdefault(word.replace("_", " "), set()).add(name)
    for word in pronouns:
        tags.setdefault(word, set()).add("pron")
    return Language(
        code=folder.name,
        features=Features(**words.features),
        tags=MappingProxyType({word: frozenset(names) for word, names in tags.items()}),
        pronouns=MappingProxyType(pronouns),
        abbreviations=frozenset(words.abbreviations.lower().split()),
        verbs=MappingProxyType(verbs),
        sources=sources,
        back=_phrases(cues.back),
        postposed=frozenset(cues.postposed),
        cue_words=frozenset((*verbs, *sources, *cues.postposed)),
        telling=MappingProxyType(telling),
        reported_verbs=frozenset(words.reported_verbs.split()),
        verb_endings=tuple(words.verb_endings.split()),
        clitics=tuple(sorted(words.clitics.split(), key=len, reverse=True)),
        contractions=tuple(words.contractions.split()),
        adverb_endings=tuple(words.adverb_endings.split()),
        gerund_endings=tuple(words.gerund_endings.split()),
        plural_endings=tuple(words.plural_endings.split()),
        infinitive_infix=words.infinitive_infix,
        infinitive_endings=tuple(words.infinitive_endings.split()),
        possessives=MappingProxyType(_pronouns(words.possessives)),
        persons=tuple(words.persons.split()),
        case_endings=tuple(words.case_endings.split()),
        case_adjectives=tuple(words.case_adjectives.split()),
        name_endings=tuple(words.name_endings.split()),
        adjective_endings=tuple(words.adjective_endings.split()),
        oblique_endings=tuple(words.oblique_endings.split()),
        subject_endings=tuple(words.subject_endings.split()),
        house_endings=tuple(words.house_endings.split()),
        definite_endings=tuple(words.definite_endings.split()),
        gender_endings=tuple(sorted(_pronouns(words.gender_endings).items(), key=lambda item: -len(item[0]))),
    )


def _pronouns(keyed: Mapping[str, str]) -> dict[str, Pronoun]:
    return {
        word: Pronoun(*("" if part == "-" else part for part in key))  # type: ignore[arg-type]  # checked by WordsFile
        for key, forms in keyed.items()
        for word in forms.split()
    }


def _phrases(written: list[str]) -> Mapping[str, tuple[Phrase, ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[Phrase]] = {}
    for words in written:
        first, phrase = _phrase(words.lower().split())
        found.setdefault(first, []).append(phrase)
    return MappingProxyType({k: tuple(sorted(v, key=lambda phrase: -len(phrase.rest))) for k, v in found.items()})


def _phrase(words: list[str]) -> tuple[str, Phrase]:
    """The first word of a source phrase, and the rest: ``по [его] словам``, ``[seiner Meinung] nach``."""
    opened = next((k for k, word in enumerate(words) if word.startswith("[")), None)
    closed = next((k + 1 for k, word in enumerate(words) if word.endswith("]")), len(words))
    own = None if opened is None else (opened, closed)
    if own is None and words[-1].startswith("*"):
        own = (1, len(words))
    first, *rest = (word.strip("[]") for word in words)
    return first, Phrase(tuple(rest), own)


def _verbs(cues: CuesFile, classes: tuple[VerbClass, ...]) -> dict[str, tuple[Verb, ...]]:
    verbs: dict[str, list[Verb]] = {}
    for kind in classes:
        for entry in getattr(cues, kind):
            for form, verb in _entry(kind, entry, cues.paradigms):
                known = verbs.setdefault(form, [])
                if verb not in known:
                    known.append(verb)
    # a reading with particles is the narrower one: it is tried first
    return {form: tuple(sorted(found, key=lambda v: not (v.particles or v.distant))) for form, found in verbs.items()}


def _entry(kind: VerbClass, entry: str, paradigms: Mapping[str, str]) -> list[tuple[str, Verb]]:
    forms, _, near = entry.partition(" > ")
    forms, _, far = forms.partition(" .. ")
    particles = tuple(tuple(part.split()) for part in near.split("|")) if near else ()
    expanded = []
    for item in forms.lower().split():
        stem, bar, name = item.partition("|")
        if not bar:
            expanded.append(item)
        elif name in paradigms:
            expanded.extend(_inflect(stem, ending) for ending in paradigms[name].split())
        else:
            raise ValueError(f"{kind}: {entry!r} names the paradigm {name!r}, which is not under paradigms")
    return [
        (form.lstrip("+~=!@"), Verb(kind, FORMS.get(form[0], "finite"), particles, tuple(far.split())))
        for form in expanded
    ]


def _inflect(stem: str, ending: str) -> str:
    mark = ending[0] if ending[0] in FORMS else ""
    ending = ending.removeprefix(mark)
    if "_" in ending:
        return mark + ending.replace("_", stem)
    return mark + stem + ("" if ending == "-" else ending)
