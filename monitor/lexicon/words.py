"""The files of a language as a linguist writes them: `words.yaml` and `cues.yaml`; what they may hold is checked here.

`docs/statements.md` tells what each key means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

WordClass = Literal[
    "adv", "agent", "alone", "approx", "as", "aux", "be", "bearer", "been", "but", "clitic", "comp", "conj",
    "contrast", "det", "feeling", "first_person", "floating", "genitive", "have", "hearer", "hearer_article",
    "hearsay", "house", "impersonal", "indefinite", "infcomp", "infinitive", "infinitive_mark", "media", "middle",
    "modal", "nameprep", "neg", "nominative", "notice", "numeral", "oblique", "particle", "period", "possessive",
    "prep", "reflexive", "reflexive_clitic", "rel", "relcomp", "sourcelike", "sub", "subcomp", "than", "time",
    "title", "unreal", "weak_mood", "wh", "when", "whether", "with", "without", "words",
]  # fmt: skip
"""Classes of words. Each makes its words closed-class words, which are no part of a name; all but
`notice` and `sourcelike` have rules of their own too."""


@dataclass(frozen=True, slots=True)
class Features:
    """How the language builds reported speech; see `docs/statements.md`."""

    elision: bool = False
    """An apostrophe ends a word (l', qu', dell')."""
    ordinal_dot: bool = False
    """A figure with a dot is an ordinal (am 15. Januar)."""
    bare_clause: bool = False
    """A clause may follow a cue without complementiser or comma (said talks were needed)."""
    comma_clause: bool = False
    """A clause may follow a cue after a comma alone (sagte, er werde kommen)."""
    comma_question: bool = False
    """An indirect question stands behind a comma (спросил, готов ли мост; wyjaśnił, dlaczego …)."""
    noun_capitals: bool = False
    """Common nouns are capitalised."""
    inverted_hearer: bool = True
    """The noun phrase behind a verb of telling may be its subject (in English it is the hearer)."""
    inversion: bool = False
    """The subject may stand behind the cue even where the content follows (Am Freitag sagte X, dass …)."""
    null_subject: bool = False
    """A finite cue may go without a subject (dijo que …)."""
    reported_mood: bool = False
    """A mood of its own marks reported speech without a cue (words under `reported_verbs`)."""
    dash_dialogue: bool = False
    """A dash, not a mark, may begin and end direct speech."""
    verb_final: bool = False
    """Subordinate clauses end in their verb."""
    object_phrases: bool = True
    """A noun phrase behind a cue is content of its own (condemned the attack)."""
    free_source: bool = False
    """A source phrase may stand inside its clause without commas (Das Haus ist laut Polizei leer)."""
    carried_subject: bool = False
    """A verb without a subject tells of whom the sentence before did (Dodał, że …)."""
    distant_subject: bool = False
    """What stands between a subject and its verb has a case that tells it from one."""
    quoted_names: bool = False
    """Names of papers, firms and parties stand in marks (the paper «Vesti», a member of «Future»)."""
    speaking_place: bool = False
    """A plural verb without a subject has a house as its speaker (в Кремле заявили, w MSZ podano)."""


class WordsFile(BaseModel):
    """`words.yaml`: features, word classes, pronouns, abbreviations."""

    model_config = ConfigDict(extra="forbid")

    features: dict[str, bool] = Field(default_factory=dict)
    classes: dict[WordClass, str] = Field(default_factory=dict)
    pronouns: dict[str, str] = Field(default_factory=dict)
    abbreviations: str = ""
    reported_verbs: str = ""
    verb_endings: str = ""
    clitics: str = ""
    contractions: str = ""
    adverb_endings: str = ""
    gerund_endings: str = ""
    plural_endings: str = ""
    infinitive_infix: str = ""
    infinitive_endings: str = ""
    possessives: dict[str, str] = Field(default_factory=dict)
    persons: str = ""
    case_endings: str = ""
    case_adjectives: str = ""
    name_endings: str = ""
    adjective_endings: str = ""
    oblique_endings: str = ""
    subject_endings: str = ""
    house_endings: str = ""
    definite_endings: str = ""
    gender_endings: dict[str, str] = Field(default_factory=dict)

    @field_validator("features")
    @classmethod
    def known(cls, value: dict[str, bool]) -> dict[str, bool]:
        """Only features that the code knows."""
        if unknown := sorted(set(value) - set(Features.__dataclass_fields__)):
            raise ValueError(f"{unknown[0]!r} is no feature; there are {', '.join(Features.__dataclass_fields__)}")
        return value

    @field_validator("pronouns", "possessives", "gender_endings")
    @classmethod
    def agreeing(cls, value: dict[str, str]) -> dict[str, str]:
        """Keys are gender and number."""
        for key in value:
            if not re.fullmatch(r"[mfn-][sp-]", key):
                raise ValueError(f"{key!r} must be gender (m, f, n or -) and number (s, p or -)")
        return value


class CuesFile(BaseModel):
    """`cues.yaml`: verbs by class, source phrases."""

    model_config = ConfigDict(extra="forbid")

    paradigms: dict[str, str] = Field(default_factory=dict)
    speech: list[str] = Field(default_factory=list)
    clause: list[str] = Field(default_factory=list)
    tell: list[str] = Field(default_factory=list)
    ask: list[str] = Field(default_factory=list)
    object: list[str] = Field(default_factory=list)
    appeal: list[str] = Field(default_factory=list)
    stated: list[str] = Field(default_factory=list)
    relay: list[str] = Field(default_factory=list)
    back: list[str] = Field(default_factory=list)
    telling: list[str] = Field(default_factory=list)
    sources: list[str] = Field(default_factory=list)
    postposed: list[str] = Field(default_factory=list)
