"""What a title means: the office it names, its holder on a day, and how an alert shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from monitor.core.actors.title import Title
from monitor.lexicon.actors import CONTINENT, ActorLexicon
from monitor.lexicon.people import STATE, Listed, Term

HEADS = frozenset({"president", "head", "chair", "leader", "director", "speaker"})
"""Roles that, of an institution, mean its head."""


VAGUE = frozenset({"head", "chair", "leader", "director", "member"})
"""Roles that tell nothing where it is not known of what."""
MINISTERS = frozenset({"minister", "deputy_minister"})
"""Offices whose label takes a portfolio."""


def country(title: Title, lexicon: ActorLexicon) -> str | None:
    """The country a title tells: of its place, its institution, or its only holder."""
    if title.country:
        return title.country
    if title.institution:
        return lexicon.listed[title.institution].country
    if title.noun and len(only := lexicon.offices.roles[title.noun.role].countries) == 1:
        return only[0]
    return None


def only(countries: Sequence[str], named: Collection[str], states: Collection[str]) -> str | None:
    """Of the few states that have an office the one that the text names; the first where it names none.

    `states` are those named otherwise than by their capital: talks in Vienna make nobody an Austrian.
    """
    found = [code for code in countries if code in named]
    if countries and not found:
        return countries[0]
    sure = [code for code in found if code in states or (len(found) == 1 and code == countries[0])]
    return sure[0] if len(sure) == 1 else None


def alone(countries: Sequence[str], named: Collection[str], states: Collection[str]) -> str | None:
    """Of the few states that have an office the one that the text names, if it is one and named as a state.

    For who is not in the list this has to be told: a Chancellor Kask may be Germany's or Austria's.
    """
    found = [code for code in countries if code in named]
    return found[0] if len(found) == 1 and found[0] in states else None


def office(title: Title, lexicon: ActorLexicon) -> str | None:
    """The office as a name such as ``foreign_minister``; `None` of former holders, deputies, and roles that are none."""
    if title.noun is None or title.modifiers & {"former", "deputy"}:
        return None
    role = lexicon.offices.roles[title.noun.role]
    told = country(title, lexicon)
    if role.countries and told not in {None, *role.countries} and not (told == CONTINENT and "EU" in role.countries):
        return None
    if title.noun.role in HEADS and (headed := _headed(title, lexicon)):
        return headed
    if role.office == "spokesperson" and title.body:
        return f"{body_name(title)}_spokesperson"
    if title.portfolio and role.office == "minister":
        return f"{title.portfolio}_minister"
    return role.office if role.kind == "office" else None


def _headed(title: Title, lexicon: ActorLexicon) -> str | None:
    """The office of who heads the institution or body of a title."""
    if title.institution:
        return lexicon.offices.heads.get(title.institution)
    if title.body and title.body.body == "ministry":
        return f"{title.portfolio}_minister" if title.portfolio else None
    return lexicon.offices.heads.get(title.body.body) if title.body else None


def body_name(title: Title) -> str:
    """The body as a name such as ``foreign_ministry``."""
    body = title.body.body if title.body else ""
    return f"{title.portfolio}_{body}" if title.portfolio and body == "ministry" else body


@lru_cache(maxsize=4)
def holders(lexicon: ActorLexicon) -> Mapping[str, tuple[tuple[Term, Listed], ...]]:
    """Every term of office in the list by its code (``DE:head_of_government``)."""
    found: dict[str, list[tuple[Term, Listed]]] = {}
    for actor in lexicon.listed.values():
        for term in actor.terms:
            if term.office:
                found.setdefault(term.office, []).append((term, actor))
    return MappingProxyType({code: tuple(terms) for code, terms in found.items()})


@lru_cache(maxsize=4)
def speakers(lexicon: ActorLexicon) -> Mapping[str, tuple[Listed, ...]]:
    """The listed spokespersons by whom or what they speak for: an id, or ``state:XX``."""
    found: dict[str, list[Listed]] = {}
    for actor in lexicon.listed.values():
        for key in actor.speaks_for:
            found.setdefault(key, []).append(actor)
    return MappingProxyType({key: tuple(actors) for key, actors in found.items()})


def synonym(title: Title, lexicon: ActorLexicon) -> Term | None:
    """A term of the office that goes by another name: Europe's foreign minister is the EU's high representative."""
    full = lexicon.offices.synonyms.get(f"{country(title, lexicon)}:{office(title, lexicon)}")
    terms = holders(lexicon).get(full or "", ())
    return terms[-1][0] if terms else None


def same(said: str, held: str) -> bool:
    """Whether an office that a text names is the one held: a spokesperson may speak for any body."""
    return said == held or (said == "spokesperson" and held.endswith("_spokesperson"))


def holder(code: str, day: date | None, lexicon: ActorLexicon) -> Listed | None:
    """Who held an office on a day; without a day who holds it now. `None` where nobody or several did."""
    terms = holders(lexicon).get(code, ())
    if day is None:
        found = [actor for term, actor in terms if term.last is None]
    else:
        found = [actor for term, actor in terms if term.on(day)]
    return found[0] if len(set(map(id, found))) == 1 else None


def spokesperson(key: str, day: date | None, lexicon: ActorLexicon) -> Listed | None:
    """Who spoke for somebody on a day; `None` where nobody or several did."""
    found = [actor for actor in speakers(lexicon).get(key, ()) if serving(actor, day)]
    return found[0] if len(found) == 1 else None


def serving(actor: Listed, day: date | None) -> bool:
    """Whether an actor is in office on a day, or now."""
    return any(term.on(day) if day else term.last is None for term in actor.terms)


def term(actor: Listed, day: date | None) -> tuple[Term | None, bool]:
    """The term to show for an actor on a day, and whether it is over then; `None` where nothing is known of that day."""
    if day is None:
        return actor.terms[-1], False
    past = None
    for item in actor.terms:
        if item.on(day):
            return item, False
        if item.last and item.last < day and (past is None or past.last is None or item.last > past.last):
            past = item
    return (past, True) if past and past.sure else (None, False)


def bodies(lexicon: ActorLexicon, code: str) -> Listed | None:
    """The listed institution that is ``RU:foreign_ministry``."""
    return next((actor for _, actor in holders(lexicon).get(code, ()) if actor.kind == "institution"), None)


def demonym(code: str | None, lexicon: ActorLexicon) -> str:
    """German for DE, EU for EU; empty where there is none."""
    place = lexicon.places["en"].get(code or "")
    return place.adjectives[0].lstrip("=") if place and place.adjectives else ""


def state(code: str, lexicon: ActorLexicon) -> str:
    """The state's English name."""
    return lexicon.places["en"][code].names[0].lstrip("=")


def label(title: Title, lexicon: ActorLexicon, *, plural: bool = False) -> str:
    """The title as an alert shows it, in English: "former German Foreign Minister", "Kremlin spokesperson"."""
    if title.noun is None:
        return ""
    role = lexicon.offices.roles[title.noun.role]
    if title.noun.role in VAGUE and not (title.institution or title.body or country(title, lexicon)) and not plural:
        return ""
    noun = role.plural if plural else role.label
    if title.portfolio and role.office in MINISTERS:
        noun = noun.replace("Minister", f"{lexicon.offices.portfolios[title.portfolio].label} Minister")
        noun = noun.replace("ministers", f"{lexicon.offices.portfolios[title.portfolio].label.lower()} ministers")
    return " ".join(part for part in (*_before(title, lexicon), noun, *_behind(title, lexicon)) if part)


def _before(title: Title, lexicon: ActorLexicon) -> Iterator[str]:
    if "former" in title.modifiers:
        yield "former"
    if "acting" in title.modifiers:
        yield "acting"
    heads = title.noun is not None and title.noun.role in HEADS
    if title.institution and not heads:
        yield lexicon.listed[title.institution].name.removeprefix("The ")
    elif title.body and (title.noun is None or lexicon.offices.roles[title.noun.role].kind != "profession"):
        yield body_label(title, lexicon)
    elif not title.institution:
        known = title.noun is not None and "European" in lexicon.offices.roles[title.noun.role].label
        yield "" if known else demonym(country(title, lexicon), lexicon)
    if "deputy" in title.modifiers:
        yield "Deputy"
    if "chief" in title.modifiers:
        yield "chief"


def _behind(title: Title, lexicon: ActorLexicon) -> Iterator[str]:
    if title.institution and title.noun and title.noun.role in HEADS:
        yield "of the " + lexicon.listed[title.institution].name.removeprefix("The ")


def body_label(title: Title, lexicon: ActorLexicon) -> str:
    """A body as an alert shows it: "German Foreign Ministry"."""
    if title.body is None:
        return ""
    name = lexicon.offices.bodies[title.body.body].label
    if title.portfolio and title.body.body == "ministry":
        name = f"{lexicon.offices.portfolios[title.portfolio].label} {name}"
    return f"{demonym(country(title, lexicon), lexicon)} {name}".strip()


def state_key(code: str) -> str:
    """How a state is known in the log."""
    return f"{STATE}{code}"


def real(code: str | None) -> str | None:
    """A code as a record shows it: Europe as a whole is no country."""
    return None if code == CONTINENT else code
