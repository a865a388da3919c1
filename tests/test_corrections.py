"""What reviewers correct comes true in the log: once, for good, whatever is read later, and in a log that is built anew."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import corrections, daemon
from monitor.config import Config
from monitor.corrections import Corrections
from monitor.edges import store
from monitor.edges.store import Database, mending
from monitor.edges.store.corrections import Correction
from tests import fortnight
from tests.edges.store_samples import NOW, rows
from tests.test_fortnight import statement_of

FRANCE = {"fr-support": "prête à dialoguer", "fr-support-again": "rouvrir les négociations"}
PROPOSAL = {"de-proposal": "Kontaktgruppe aus", "de-proposal-short": "eine Kontaktgruppe", "en-proposal": "five states"}


@pytest.fixture
def reviews(tmp_path: Path) -> Iterator[Database]:
    with store.reviews.open_writer(tmp_path / "monitor.reviews.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fortnight, read once for all tests."""
    path = tmp_path_factory.mktemp("played") / "monitor.db"
    with store.open_writer(path) as opened:
        fortnight.play(opened, fortnight.pieces())
    return path


@pytest.fixture
def log(tmp_path: Path, played: Path) -> Iterator[Database]:
    shutil.copy(played, tmp_path / "monitor.db")
    with store.open_writer(tmp_path / "monitor.db") as opened:
        yield opened


@pytest.fixture
def follower(tmp_path: Path, reviews: Database) -> Corrections:
    assert reviews is not None
    return Corrections(tmp_path / "monitor.reviews.db")


@pytest.fixture
def correct(log: Database, reviews: Database, follower: Corrections) -> Callable[..., int]:
    """Say something, and let the log follow."""

    def say(action: str, *ids: int) -> int:
        cite = store.corrections.statement
        if action == "split":
            number = store.corrections.statement_of(log, ids[0])
            quotation = store.corrections.quotation(log, ids[0])
            given = Correction("ana", "split", cite(log, number or 0), quotation=quotation)  # type: ignore[arg-type]
        elif action == "undo":
            given = Correction("ana", "undo", store.corrections.Cited(1, "", "", ""), undoes=ids[0])
        else:
            given = Correction("ana", action, cite(log, ids[0]), cite(log, ids[1]))  # type: ignore[arg-type]  # literals
        assert corrections.objection(log, store.corrections.listed(reviews), given) is None
        number = store.corrections.append(reviews, given, NOW)
        follower.honour(log, NOW)
        return number

    return say


def placed(db: Database, reports: dict[str, str]) -> list[int]:
    """The statements that articles report in certain words."""
    return [statement_of(db, slug, words) for slug, words in reports.items()]


def report(db: Database, slug: str, words: str) -> int:
    """The number of a report."""
    url = fortnight.pieces()[slug].url
    found = db.query(
        """SELECT q.id FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
        WHERE a.url = ? AND instr(q.content, ?) ORDER BY q.id""",
        [url, words],
    )
    return int(next(found)["id"])


def row(db: Database, number: int) -> dict[str, object]:
    """A statement's row."""
    return dict(next(db.query("SELECT * FROM statements WHERE id = ?", [number])))


def picture(db: Database) -> object:
    """Statements, with their reports, outlets and keys."""
    return [
        rows(db, f"SELECT {what} ORDER BY 1, 2, 3")
        for what in (
            "id, text, digest, speaker, stance, outlet_count, merged_into, first_seen, reported FROM statements",
            "id, statement_id, relation, similarity, content FROM quotations",
            "statement_id, outlet, reports FROM statement_outlets",
            "statement_id, key, 0 FROM statement_keys",
        )
    ]


def alerts(db: Database) -> list[dict[str, object]]:
    return rows(db, "SELECT id, statement_id, event, state FROM alert_log ORDER BY id")


def again(slug: str, **changes: object) -> str:
    """The same article in another outlet, a day later; its slug."""
    piece = fortnight.pieces()[slug]
    copy = replace(piece, slug=f"{slug}-copy", page=f"{slug}-copy", outlet="tribune", name="Western Tribune", **changes)  # type: ignore[arg-type]
    fortnight.pieces()[copy.slug] = copy
    return copy.slug


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    yield
    for slug in [slug for slug in fortnight.pieces() if slug.endswith("-copy")]:
        del fortnight.pieces()[slug]


def test_joined_statements_keep_the_older_number_and_all_reports(log: Database, correct: Callable[..., int]) -> None:
    older, younger = placed(log, FRANCE)
    told = alerts(log)
    correct("merge", younger, older)
    assert placed(log, FRANCE) == [older, older]
    assert (row(log, older)["outlet_count"], row(log, older)["merged_into"]) == (2, None)
    assert row(log, younger)["merged_into"] == older
    assert younger not in [row["id"] for row in store.queries.statements(log, store.Filters(limit=200))]
    assert [(said["id"], said["statement_id"]) for said in alerts(log)] == [
        (said["id"], said["statement_id"]) for said in told
    ]


def test_a_later_report_of_either_goes_to_the_joined_statement(log: Database, correct: Callable[..., int]) -> None:
    older, younger = placed(log, FRANCE)
    correct("merge", older, younger)
    told = alerts(log)
    fortnight.play(log, [again("fr-support-again")])
    assert statement_of(log, "fr-support-again-copy", FRANCE["fr-support-again"]) == older
    assert alerts(log) == told


def test_what_waited_to_be_told_as_new_is_not_told_twice(log: Database, correct: Callable[..., int]) -> None:
    older, younger = placed(log, FRANCE)
    correct("merge", older, younger)
    states = {said["statement_id"]: said["state"] for said in alerts(log) if said["event"] == "new"}
    assert (states[older], states[younger]) == ("pending", "suppressed")


def test_what_was_not_told_for_a_mistake_is_told_after_all(log: Database, correct: Callable[..., int]) -> None:
    before = alerts(log)
    correct("undo", correct("merge", *placed(log, FRANCE)))
    assert alerts(log) == before


def test_a_report_taken_out_stays_apart(log: Database, correct: Callable[..., int]) -> None:
    before = set(placed(log, PROPOSAL))
    told = alerts(log)
    correct("split", report(log, "de-proposal-short", "eine Kontaktgruppe"))
    first, apart, english = placed(log, PROPOSAL)
    assert {first, english} == before
    assert apart not in before
    fortnight.play(log, [again("de-proposal-short"), "de-proposal-short", "de-proposal"])
    assert statement_of(log, "de-proposal-short-copy", "eine Kontaktgruppe") == apart
    assert placed(log, PROPOSAL) == [first, apart, english]
    assert alerts(log) == told


def test_the_first_report_can_be_taken_out_and_leaves_a_statement_in_the_words_of_the_next(
    log: Database, correct: Callable[..., int]
) -> None:
    number = placed(log, PROPOSAL)[0]
    correct("split", report(log, "de-proposal", "Wir schlagen"))
    apart, *rest = placed(log, PROPOSAL)
    assert apart != number
    assert rest == [number, number]
    assert "Wir schlagen" not in str(row(log, number)["text"])
    assert "Wir schlagen" in str(row(log, apart)["text"])


def test_what_is_taken_back_is_as_it_was(log: Database, correct: Callable[..., int]) -> None:
    before, (older, younger) = picture(log), placed(log, FRANCE)
    number = correct("merge", older, younger)
    after = picture(log)
    back = correct("undo", number)
    assert picture(log) == before
    correct("undo", back)
    assert picture(log) == after


def test_a_split_that_is_taken_back_gives_its_report_back(log: Database, correct: Callable[..., int]) -> None:
    before = placed(log, PROPOSAL)
    number = correct("split", report(log, "de-proposal-short", "eine Kontaktgruppe"))
    fortnight.play(log, [again("de-proposal-short")])
    correct("undo", number)
    assert placed(log, PROPOSAL) == before
    assert statement_of(log, "de-proposal-short-copy", "eine Kontaktgruppe") == before[0]


def test_the_later_one_wins(log: Database, correct: Callable[..., int]) -> None:
    older, younger = placed(log, FRANCE)
    correct("merge", older, younger)
    correct("split", report(log, "fr-support-again", "rouvrir"))
    apart = placed(log, FRANCE)
    assert apart[0] != apart[1]
    correct("same-as", *apart)
    assert placed(log, FRANCE) == [older, older]


def test_taking_an_earlier_one_back_leaves_a_later_one(log: Database, correct: Callable[..., int]) -> None:
    older, younger = placed(log, FRANCE)
    third = statement_of(log, "en-hungary-yes", "will take part")
    number = correct("merge", older, younger)
    correct("merge", older, third)
    correct("undo", number)
    assert placed(log, FRANCE) == [older, younger]
    assert statement_of(log, "en-hungary-yes", "will take part") == older


def test_the_service_does_what_was_said_while_it_was_away(log: Database, reviews: Database, tmp_path: Path) -> None:
    older, younger = placed(log, FRANCE)
    cite = store.corrections.statement
    store.corrections.append(reviews, Correction("ana", "merge", cite(log, older), cite(log, younger)), NOW)  # type: ignore[arg-type]  # they are there
    config = Config.model_validate({"database": tmp_path / "monitor.db"})
    asyncio.run(daemon.run_once(config))
    assert placed(log, FRANCE) == [older, older]


def test_nothing_is_done_twice(log: Database, correct: Callable[..., int], tmp_path: Path) -> None:
    correct("merge", *placed(log, FRANCE))
    correct("split", report(log, "de-proposal-short", "eine Kontaktgruppe"))
    before = picture(log)
    assert Corrections(tmp_path / "monitor.reviews.db").honour(log, NOW) == 0
    assert picture(log) == before


@pytest.mark.parametrize("backwards", [False, True])
def test_a_log_built_anew_is_corrected_as_the_old_one_was(
    log: Database, correct: Callable[..., int], follower: Corrections, tmp_path: Path, *, backwards: bool
) -> None:
    correct("merge", *placed(log, FRANCE))
    correct("split", report(log, "de-proposal-short", "eine Kontaktgruppe"))
    number = correct(
        "merge", *(statement_of(log, slug, "Nonsense") for slug in ("en-nonsense-kremlin", "en-nonsense-hungary"))
    )
    correct("undo", number)
    with store.open_writer(tmp_path / "anew.db") as anew:
        waits = Corrections(follower.path)
        for slug in list(fortnight.pieces())[:: -1 if backwards else 1]:
            fortnight.play(anew, [slug])
            waits.honour(anew, NOW)
        assert len(set(placed(anew, FRANCE))) == 1
        first, apart, english = placed(anew, PROPOSAL)
        assert first == english != apart
        assert not waits.waiting
        nonsense = {statement_of(anew, slug, "Nonsense") for slug in ("en-nonsense-kremlin", "en-nonsense-hungary")}
        assert len(nonsense) == 2


def anew(folder: Path, follower: Corrections, slugs: Iterable[str]) -> tuple[Database, Corrections]:
    """A log that is built of these articles, in this order, and followed the corrections all the way."""
    waits = Corrections(follower.path)
    opened = store.open_writer(folder / "anew.db")
    for slug in slugs:
        fortnight.play(opened, [slug])
        waits.honour(opened, NOW)
    return opened, waits


def test_what_joins_does_not_wait_for_another_that_does(
    log: Database, correct: Callable[..., int], follower: Corrections, tmp_path: Path
) -> None:
    third = statement_of(log, "en-hungary-yes", "will take part")
    older, younger = placed(log, FRANCE)
    correct("merge", third, older)  # this one's page has gone from the web when the log is built anew
    correct("merge", older, younger)
    slugs = [slug for slug in fortnight.pieces() if slug != "en-hungary-yes"]
    found, waits = anew(tmp_path, follower, slugs)
    assert len(set(placed(found, FRANCE))) == 1
    assert [row["id"] for row in waits.waiting] == [1]
    fortnight.play(found, ["en-hungary-yes"])
    assert waits.honour(found, NOW) == 1
    assert statement_of(found, "en-hungary-yes", "will take part") == placed(found, FRANCE)[0]
    found.close()


def test_what_joins_waits_for_the_report_that_is_to_be_taken_out_first(
    log: Database, correct: Callable[..., int], follower: Corrections, tmp_path: Path
) -> None:
    correct("split", report(log, "de-proposal-short", "eine Kontaktgruppe"))
    correct("merge", statement_of(log, "de-proposal-short", "eine Kontaktgruppe"), placed(log, FRANCE)[0])
    found, waits = anew(tmp_path, follower, [slug for slug in fortnight.pieces() if slug != "de-proposal-short"])
    assert [row["id"] for row in waits.waiting] == [1, 2]
    assert statement_of(found, "de-proposal", "Wir schlagen") != placed(found, FRANCE)[0]
    fortnight.play(found, ["de-proposal-short"])
    assert waits.honour(found, NOW) == 2
    short = statement_of(found, "de-proposal-short", "eine Kontaktgruppe")
    assert statement_of(found, "de-proposal", "Wir schlagen") != short == placed(found, FRANCE)[0]
    found.close()


def test_a_report_that_comes_first_is_taken_out_when_there_is_something_to_take_it_out_of(
    log: Database, correct: Callable[..., int], follower: Corrections, tmp_path: Path
) -> None:
    correct("split", report(log, "de-proposal", "Wir schlagen"))
    found, waits = anew(tmp_path, follower, ["de-proposal", "de-proposal-short"])
    assert not waits.waiting
    first, short = (statement_of(found, slug, words) for slug, words in list(PROPOSAL.items())[:2])
    assert first != short
    found.close()


def test_a_statement_is_cited_in_words_that_stand_on_the_page(log: Database, correct: Callable[..., int]) -> None:
    older, younger = placed(log, FRANCE)
    correct("merge", older, younger)
    cited = store.corrections.statement(log, older)
    assert cited is not None
    assert cited.url == fortnight.pieces()["fr-support"].url
    assert cited.text in fortnight.pieces()["fr-support"].text
    assert str(row(log, older)["text"]) != cited.text  # it is shown in the other one's
    assert store.corrections.find_statement(log, cited) == older
    gone = store.corrections.statement(log, younger)
    assert gone is not None
    assert gone.url == fortnight.pieces()["fr-support-again"].url


def test_a_report_that_stands_apart_by_itself_keeps_nobody_waiting(
    log: Database, correct: Callable[..., int], follower: Corrections, tmp_path: Path
) -> None:
    correct("merge", *placed(log, FRANCE))
    correct("split", report(log, "fr-support-again", "rouvrir"))  # they were two before, and will be
    correct("undo", 1)
    found, waits = anew(tmp_path, follower, FRANCE)
    assert not waits.waiting
    assert len(set(placed(found, FRANCE))) == 2
    found.close()


def test_reviews_that_cannot_be_read_stop_nothing(log: Database, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(b"no database" * 100)
    broken = Corrections(path)
    assert broken.honour(log, NOW) == 0
    path.unlink()
    assert broken.honour(log, NOW) == 0


def test_a_correction_in_which_the_log_fails_is_done_at_the_next_turn(
    log: Database, reviews: Database, follower: Corrections, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, younger = placed(log, FRANCE)
    cite = store.corrections.statement
    store.corrections.append(reviews, Correction("ana", "merge", cite(log, older), cite(log, younger)), NOW)  # type: ignore[arg-type]

    def full(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(mending, "silence", full)
        with pytest.raises(OSError, match="no space"):
            follower.honour(log, NOW)
    assert placed(log, FRANCE) == [older, younger]
    assert follower.honour(log, NOW) == 1
    assert placed(log, FRANCE) == [older, older]


def test_what_makes_no_sense_is_refused_with_a_reason(
    log: Database, reviews: Database, correct: Callable[..., int]
) -> None:
    older, younger = placed(log, FRANCE)
    third = statement_of(log, "en-hungary-yes", "will take part")

    def objection(given: Correction) -> str:
        return str(corrections.objection(log, store.corrections.listed(reviews), given))

    def join(first: int, second: int) -> Correction:
        cite = store.corrections.statement
        return Correction("ana", "merge", cite(log, first), cite(log, second))  # type: ignore[arg-type]

    assert "are one statement already" in objection(join(older, older))
    store.corrections.append(reviews, join(older, younger), NOW)  # the service has not done it yet
    store.corrections.append(reviews, join(younger, third), NOW)
    assert "are one statement already" in objection(join(third, older))
    correct("merge", older, statement_of(log, "en-hungary-no", "will not"))
    assert "are one statement already" in objection(join(third, younger))
    alone = store.corrections.quotation(log, report(log, "en-observers-12", "12 observers"))
    assert "no other report" in objection(replace(join(older, third), action="split", other=None, quotation=alone))
    assert "there is no correction 99" in objection(Correction("ana", "undo", join(older, third).statement, undoes=99))
    correct("undo", 1)
    assert "taken back already" in objection(Correction("ana", "undo", join(older, third).statement, undoes=1))
