"""A log that the tests of the review page read: invented people in five languages, and everything hostile we know of."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from monitor.edges import store
from monitor.edges.store import Database
from monitor.records import Actor, Analysis, Article, Delivery, Evidence, Identity, Quotation, Said, Story
from tests.edges.store_samples import DAY, HOUR, NOW, entry, event, feed, fingerprint, poll, reported

TOPIC = "europe-russia-diplomacy"
REASONS = ("2.6 points of 2", "contact: +1.2 (holds 0.80)", "in the headline: actor:RU")
SCRIPT = "<script>document.title='owned'</script>"
IMAGE = "<img src=x onerror=\"document.title='owned'\">"
TURN = "\u202egnihton\u202c"
LONG_WORD = "щ" * 100_000

WEIDMANN = Actor(
    "name:clara weidmann:DE", "Clara Weidmann", role="German Foreign Minister", country="DE", side="europe"
)
OSINA = Actor("name:vera osina:RU", "Вера Осина", role="представитель МИД", country="RU", side="russia")
LEFEVRE = Actor("name:hélène lefèvre:FR", "Hélène Lefèvre", role="ministre déléguée", country="FR", side="europe")
HOSTILE = Actor("name:hostile", f"{TURN} {SCRIPT}", role=IMAGE, country="XX", side="other")
"""Country and side as no lexicon would give them."""
PRESS = Actor("anon:official", "a senior EU official", "anonymous", country="EU", side="europe")


@dataclass(frozen=True, slots=True)
class Told:
    """A quotation by the words that stand in the text."""

    content: str
    actor: Actor | None
    speaker: str = ""
    cue: str = ""
    stance: str = "none"
    stance_words: str = ""
    kind: str = "direct"
    said: Said | None = None


def span(text: str, words: str, near: int = 0) -> tuple[int | None, int | None]:
    """Where the words stand nearest to a place."""
    found = [start for start in range(len(text)) if words and text.startswith(words, start)]
    start = min(found, key=lambda start: abs(start - near), default=None)
    return (None, None) if start is None else (start, start + len(words))


def quotation(text: str, told: Told) -> Quotation:
    start = text.index(told.content)
    end = start + len(told.content)
    return Quotation(
        told.kind,  # type: ignore[arg-type]  # literals, by the tests
        start,
        end,
        told.content,
        *span(text, told.cue, end),
        *span(text, told.speaker, end),
        told.speaker or None,
        told.actor,
        told.stance,  # type: ignore[arg-type]
        *span(text, told.stance_words, start),
        told.said,
    )


def page(db: Database, number: int, outlet: str, title: str, language: str | None) -> store.PageTask:
    """A page of an outlet that waits to be fetched."""
    feed_id = feed(db, outlet)
    url = f"https://{outlet}.example/{number}"
    poll(db, feed_id, (entry(number, url=url, title=title),), now=NOW + timedelta(minutes=number))
    task = next(task for task in store.pages.ready(db, NOW + DAY, 1000) if task.url == url)
    return replace(task, language=language)


def write(
    db: Database,
    number: int,
    outlet: str,
    title: str,
    text: str,
    language: str | None,
    *,
    words: tuple[str, ...] = (),
    score: float = 0.87,
    relevant: bool | None = True,
    reasons: tuple[str, ...] = REASONS,
    spans: tuple[Evidence, ...] = (),
) -> int:
    """An article with its verdict; its id."""
    task = page(db, number, outlet, title, language)
    when = NOW + timedelta(minutes=number)
    found = Article(task.url, text, title, "Ann Author", when, language)
    article_id = store.articles.save(db, task, found, "page", when)
    evidence = tuple(Evidence(*span(text, word), f"cue:{word.lower()}", 1.2) for word in words if word in text)  # type: ignore[arg-type]  # they are there
    story = Story(TOPIC, relevant, score, (*evidence, *spans), reasons)
    store.articles.save_analysis(db, article_id, Analysis(found, (story,), (), "1f3c9a2b77d0", "0.1"), when)
    return article_id


def say(db: Database, article_id: int, text: str, told: Told, hours: float = 0) -> int:
    """A new statement; its id."""
    found, key, when = quotation(text, told), fingerprint(told.content), NOW + hours * HOUR
    story = Story(TOPIC, relevant=True, score=0.87)
    language = str(db.execute("SELECT language FROM articles WHERE id = ?", [article_id]).fetchone()[0])
    as_reported = replace(reported(told.content, when), language=language)
    return store.statements.insert(db, article_id, found, key, as_reported, story, when)


def report(
    db: Database, statement_id: int, article_id: int, text: str, told: Told, relation: str = "contained"
) -> None:
    """Another report of a statement."""
    same = Identity(statement_id, relation, 0.83)
    store.statements.attach(
        db, statement_id, article_id, quotation(text, told), fingerprint(told.content), same, None, NOW + HOUR
    )


def alert(db: Database, statement_id: int) -> None:
    """Two alerts of a statement: one sent, one refused."""
    store.outbox.add_event(
        db, event(statement_id), [("desk", "#diplomacy", "everything new"), ("mail", f"{SCRIPT}@example.org", IMAGE)]
    )
    for one in store.outbox.take(db, NOW + HOUR, 10):
        ended = Delivery("sent") if one.channel == "desk" else Delivery("refused", f"550 {IMAGE}")
        store.outbox.settle(db, one.id, ended, None, NOW + HOUR)


ENGLISH = (
    "BERLIN. Germany will keep every channel to Moscow open, Foreign Minister Clara Weidmann said on Monday after talks "
    "with her counterparts in the capital.\n\n“We are ready to sit down with Russia as soon as the guns are silent,” she "
    "said. Asked whether an envoy had been named, Weidmann shook her head.\n\nA senior EU official said the bloc would "
    "not replace its sanctions with promises.\n\n" + "The meeting went on until late in the evening. " * 60 + "\n\n"
    "“Patience is a policy,” Weidmann added before she left."
)
GERMAN = (
    "Die Außenministerin will reden: „Wir sind bereit, uns mit Russland an einen Tisch zu setzen“, sagte Clara Weidmann am "
    "Montag in Berlin. Die Gespräche mit Moskau müssten aber gut vorbereitet sein."
)
RUSSIAN = (
    "Москва готова к переговорам с Европой, заявила представитель МИД Вера Осина.\n\n«Мы ждём конкретных предложений, а не "
    "лозунгов», — сказала Осина журналистам во вторник."
)
FRENCH = (
    "« L’Élysée ne renoncera pas au dialogue avec la Russie », a déclaré Hélène Lefèvre lundi à Paris, sous réserve d’un "
    "cessez-le-feu vérifiable."
)
SPORT = "Spartak Moscow beat their guests from Hamburg by three goals to one on Sunday evening."
HOSTILE_TEXT = (
    f'“{SCRIPT} {IMAGE} &amp; "quoted" {{{{ 7*7 }}}}” said {TURN} on Monday. ]]> --> </textarea></div></main>'
    "\x01\x1b[31m The end of it is https://evil.example/<b>bold</b> <iframe src=https://evil.example></iframe>."
)


SILENT = Told(
    "We are ready to sit down with Russia as soon as the guns are silent,",
    WEIDMANN,
    "she",
    "said",
    "conditional",
    "as soon as the guns are silent",
    said=Said(NOW.date(), NOW.date()),
)
TABLE = Told(
    "Wir sind bereit, uns mit Russland an einen Tisch zu setzen", WEIDMANN, "Clara Weidmann", "sagte", "supports"
)
PROMISES = "the bloc would not replace its sanctions with promises"
OFFICIAL = Told(PROMISES, PRESS, "A senior EU official", "said", "opposes", kind="indirect")
PATIENCE = Told("Patience is a policy,", WEIDMANN, "Weidmann", "added")
SLOGANS = Told("Мы ждём конкретных предложений, а не лозунгов", OSINA, "Осина", "сказала")
DIALOGUE = Told(
    "L’Élysée ne renoncera pas au dialogue avec la Russie", LEFEVRE, "Hélène Lefèvre", "a déclaré", "supports"
)
Town = dict[str, int]
"""Where to find what in the log: ids of statements, and of articles under names that end in ``_article``."""


def build(path: Path) -> Town:
    """A log at `path` with all of this in it."""
    with store.open_writer(path) as db:
        town = {**write_news(db), **write_hostile(db), **write_long(db), **write_damaged(db), **write_broken(db)}
        return {**town, **write_busy(db)}


BOOK = f"{TURN}{SCRIPT}{IMAGE}\x1b]0;owned\x07\x1b[31m\r\nInjected: javascript:alert(1) " + "W" * 300_000
"""What nobody is called, and no title or note is, unless somebody means harm."""
LABELS = {
    "statements": ("speaker", "role", "topic", "country", "text"),
    "actors": ("name", "role", "country"),
    "articles": ("title", "outlet", "author", "wire", "problem", "problem_detail", "country", "language"),
    "quotations": ("role", "speaker_text", "content"),
    "clusters": ("title",),
    "feeds": ("outlet", "condition", "condition_detail", "problem"),
    "corrections_applied": ("who", "note"),
    "replies": ("kind",),
    "outbox": ("last_error", "rule"),
    "channel_state": ("last_error",),
}


def swell(db: Database) -> None:
    """Let the labels of the first things in a log be hostile books."""
    with store.unit_of_work(db):
        for table, columns in LABELS.items():
            first = "true" if table == "channel_state" else "id < 12"
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {first}", [BOOK])  # noqa: S608 - the names above
        db.execute("UPDATE articles SET url = 'javascript:alert(1)'")


def write_news(db: Database) -> Town:
    """Six articles in six languages; one was edited later."""
    title = "Berlin keeps its channels to Moscow open"
    english = write(db, 1, "a", title, ENGLISH, "en", words=("talks", "Moscow"))
    german = write(db, 2, "b", "Weidmann: Gespräche mit Moskau", GERMAN, "de", words=("Gespräche", "Moskau"))
    russian = write(db, 3, "c", "Осина: ждём предложений", RUSSIAN, "ru", words=("переговорам", "Европой"))
    french = write(db, 4, "d", "Paris veut parler", FRENCH, "fr", words=("dialogue", "Russie"), score=0.71)
    missing = ("missing: nobody of europe is named", "0.4 points of 2")
    sport = write(db, 5, "a", "Spartak win", SPORT, "en", relevant=False, score=0.2, reasons=missing, words=("Moscow",))
    no_words = ("unsupported language",)
    swahili = write(db, 6, "e", "Habari", "Mazungumzo kesho.", "sw", relevant=None, score=0, reasons=no_words)
    town = {
        "weidmann": say(db, english, ENGLISH, SILENT),
        "official": say(db, english, ENGLISH, OFFICIAL),
        "patience": say(db, english, ENGLISH, PATIENCE),
        "osina": say(db, russian, RUSSIAN, SLOGANS, 5),
        "lefevre": say(db, french, FRENCH, DIALOGUE, -30),
    }
    report(db, town["weidmann"], german, GERMAN, TABLE, "retranslated")
    alert(db, town["weidmann"])
    edited_article = edit(db, english, ENGLISH.replace("until late in the evening", "until midnight"))
    report(db, town["weidmann"], edited_article, ENGLISH.replace("until late in the evening", "until midnight"), SILENT)
    articles = {"english_article": english, "sport_article": sport, "swahili_article": swahili}
    return {**town, **articles, "edited_article": edited_article}


def edit(db: Database, article_id: int, text: str) -> int:
    """A second version of an article; its id."""
    page_id, url = db.execute("SELECT page_id, url FROM articles WHERE id = ?", [article_id]).fetchone()
    task = replace(page(db, 1, "a", "Berlin", "en"), id=page_id)
    found = Article(url, text, "Berlin", published=NOW + 2 * HOUR, language="en")
    return store.articles.save(db, task, found, "page", NOW + 2 * HOUR)


def write_hostile(db: Database) -> Town:
    """An article and a statement full of markup, controls and turns of direction."""
    spans = (Evidence(0, 9, IMAGE, 1.0),)
    article = write(
        db, 20, "f", f"{SCRIPT}{TURN}", HOSTILE_TEXT, '"><b', spans=spans, reasons=(SCRIPT, f"\x1b]0;{TURN}")
    )
    end = HOSTILE_TEXT.index("” said")
    told = Told(HOSTILE_TEXT[1:end], HOSTILE, TURN, "said", "opposes")
    return {"hostile": say(db, article, HOSTILE_TEXT, told, 3), "hostile_article": article}


def write_long(db: Database) -> Town:
    """A word of 100,000 letters in a text of 900,000 characters, and evidence all over it."""
    text = "Absatz. " * 50_000 + LONG_WORD + " sagte niemand. " + "Ende. " * 60_000
    spans = tuple(Evidence(start, start + 900, f"cue:{start}", 0.1) for start in range(0, 300_000, 300))
    article = write(db, 21, "g", LONG_WORD, text, "de", spans=spans)
    return {"long": say(db, article, text, Told(LONG_WORD, None, "niemand", "sagte"), 2), "long_article": article}


def write_damaged(db: Database) -> Town:
    """A statement whose article cannot be unpacked any more."""
    text = "„Das bleibt so“, sagte sie."
    article = write(db, 22, "h", "Beschädigt", text, "de")
    statement = say(db, article, text, Told("Das bleibt so", WEIDMANN, "sie", "sagte"), 1)
    db.execute("UPDATE articles SET text = ? WHERE id = ?", [b"x\x9cdamaged", article])
    return {"damaged": statement, "damaged_article": article}


def write_broken(db: Database) -> Town:
    """A statement whose spans point nowhere, with evidence that is none; and an article that was replaced."""
    text = "„Genug geredet“, sagte sie."
    article = write(db, 23, "i", "Verschoben", text, "de")
    statement = say(db, article, text, Told("Genug geredet", WEIDMANN, "sie", "sagte"), 1)
    db.execute(
        "UPDATE quotations SET content_start = 900, content_end = 3, cue_start = -5 WHERE statement_id = ?", [statement]
    )
    bad = '[{"start": "0", "end": null}, 7, {"start": 5, "end": 900000, "why": "cue:x"}, {"start": -9, "end": 3, "why": "cue:y"}]'
    db.execute("UPDATE stories SET evidence = ?, reasons = '{broken' WHERE article_id = ?", [bad, article])
    forged = write(db, 24, "j", "Gefälscht", "Das stand hier nie.", "de")
    db.execute("UPDATE articles SET text = ? WHERE id = ?", [zlib.compress(b"Something else stands here."), forged])
    return {"broken": statement, "broken_article": article, "forged_article": forged}


def write_busy(db: Database) -> Town:
    """A statement that thirty articles reported."""
    told = Told("Wir reden weiter", WEIDMANN, "Weidmann", "sagte", "supports")
    texts = [f"„Wir reden weiter“, sagte Weidmann zum {number}. Mal." for number in range(30)]
    ids = [write(db, 100 + number, "k", f"Bericht {number}", text, "de") for number, text in enumerate(texts)]
    statement = say(db, ids[0], texts[0], told, -50)
    for article, text in zip(ids[1:], texts[1:], strict=True):
        report(db, statement, article, text, told, "verbatim")
    return {"busy": statement}
