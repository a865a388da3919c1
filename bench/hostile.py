"""Run the service against the hostile server of the shared data and judge every case.

    python -m bench.hostile [--data ../shared] [--rounds 8] [--cases NAME,NAME] [--verbose]

The service runs as a subprocess with local mail and Slack sinks; feeds are made due again, round after round, until each
case had the polls that it needs. Then its database, the sinks and the server's own statistics are compared with what the
catalogue expects. Exit code 1 where the canary was hit, the service died, or the database is not sound.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from monitor.demo.sinks import Sinks, open_sinks

WAIT = 240.0
"""Seconds that a round may take."""


def configuration(ready: dict[str, Any], sinks: Sinks, folder: Path, paths: list[str]) -> str:
    """A configuration that polls every case and alerts on every statement that the service would alert on."""
    feeds = [
        {
            "url": f"{ready['https'] if path.endswith('tls-self-signed') else ready['http']}{path}",
            "outlet": path.rsplit("/", 1)[1],
        }
        for path in paths
    ]
    return json.dumps(
        {
            "database": str(folder / "state.db"),
            "poll": {"tick": "0.5s", "interval": "1h", "min_interval": "1h", "concurrency": 24},
            "fetch": {"allow": [ready["allow"], ready["https"].removeprefix("https://")], "host_pause": 0, "per_host": 24},
            "workers": {"count": 2},
            "channels": {
                "desk": {"type": "slack", "webhook": f"http://127.0.0.1:{sinks.slack_port}/x"},
                "mail": {"type": "email", "host": "127.0.0.1", "port": sinks.smtp_port, "security": "none",
                         "from": "m@example.org", "to": ["a@example.org"]},
            },
            "alerts": {"tick": "0.5s", "max_age": "3650d", "rules": [{"name": "all", "channels": ["desk", "mail"]}]},
            "feeds": feeds,
        }
    )  # fmt: skip


def settle(path: Path, process: subprocess.Popen[bytes], *, rounds: int, needed: dict[str, int]) -> None:
    """Make feeds due until each had its polls; wait after each round until nothing is left to do."""
    db = sqlite3.connect(path, timeout=30)
    for number in range(rounds):
        until = time.monotonic() + WAIT
        while time.monotonic() < until and process.poll() is None:
            time.sleep(1)
            waiting = db.execute(
                "SELECT count(*) FROM feeds WHERE enabled AND due <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
            ).fetchone()[0]
            waiting += len(needed) - db.execute("SELECT count(last_polled) FROM feeds").fetchone()[0]  # not begun yet
            waiting += db.execute("SELECT count(*) FROM pages WHERE state = 'pending' AND attempts = 0").fetchone()[0]
            waiting += db.execute("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')").fetchone()[0]
            if not waiting:
                break
        again = [name for name, polls in needed.items() if polls > number + 1]
        if not again or process.poll() is not None:
            return
        print(f"round {number + 1}: {len(again)} feeds again", file=sys.stderr)
        for name in again:
            db.execute("UPDATE feeds SET due = '2000-01-01T00:00:00.000000Z' WHERE outlet = ?", (name,))
            db.execute(
                "UPDATE pages SET next_try = '2000-01-01T00:00:00.000000Z' WHERE outlet = ? AND state = 'pending'",
                (name,),
            )
        db.commit()


def judge(case: dict[str, Any], db: sqlite3.Connection, stats: dict[str, Any], sent: Counter[str]) -> list[str]:
    """What did not end as the catalogue expects."""
    expected, name = case["expected"], outlet(case)
    row = db.execute("SELECT * FROM feeds WHERE outlet = ?", (name,)).fetchone()
    entries = db.execute("SELECT count(*) FROM entries WHERE feed_id = ?", (row["id"],)).fetchone()[0]
    pages = db.execute("SELECT * FROM pages WHERE outlet = ?", (name,)).fetchall()
    texts = db.execute("SELECT count(*) FROM articles WHERE outlet = ? AND origin = 'page'", (name,)).fetchone()[0]
    failed = (
        row["condition"] if case["kind"] == "feed" else next((p["condition"] for p in pages if p["condition"]), None)
    )
    good = bool(entries) if case["kind"] == "feed" else bool(texts)
    faults = outcome(expected["outcome"], failed, row, good=good, texts=texts)
    if case["kind"] == "feed":
        if entries < expected.get("entries_min", 0):
            faults.append(f"{entries} entries, at least {expected['entries_min']} expected")
        if entries > expected.get("entries_max", entries):
            faults.append(f"{entries} entries, at most {expected['entries_max']} expected")
    if sent[name] > expected.get("alerts_max", sent[name]):
        faults.append(f"{sent[name]} alerts, at most {expected['alerts_max']} expected")
    place, polls = case["path"].lstrip("/"), max(1, row["failures"], expected.get("polls", 1))
    if stats["bytes"].get(place, 0) > expected.get("bytes_max", 16 << 20) * polls:
        faults.append(f"{stats['bytes'][place]} bytes taken")
    if stats["seconds"].get(place, 0) > expected.get("time_max_s", 60):
        faults.append(f"held on for {stats['seconds'][place]} s")
    if "requests_max" in expected and stats["hits"].get(place, 0) > expected["requests_max"] * polls:
        faults.append(f"{stats['hits'][place]} requests")
    if "url_after" in expected and not row["url"].endswith(expected["url_after"]):
        faults.append(f"address is now {row['url']}")
    return faults + waits(expected, row)


def outcome(wanted: str, failed: str | None, row: sqlite3.Row, *, good: bool, texts: int) -> list[str]:
    """Whether feed or page ended in the wanted state."""
    fits = {
        "stored": good,
        "error_recorded": failed is not None,
        "either": good or failed is not None,
        "unchanged": good and failed is None,
        "blocked": failed in {"forbidden-address", "redirects"},
        "gone": failed == "gone",
        "backoff": failed is not None,
        "no_text": texts == 0,
    }[wanted]
    return (
        []
        if fits
        else [
            f"{wanted} expected, condition is {failed}, {'something' if good else 'nothing'} stored ({row['condition_detail']})"
        ]
    )


def waits(expected: dict[str, Any], row: sqlite3.Row) -> list[str]:
    """Whether the next poll comes when it may."""
    import datetime as dt

    gap = (dt.datetime.fromisoformat(row["due"]) - dt.datetime.fromisoformat(row["last_polled"])).total_seconds()
    faults = []
    if gap < expected.get("not_before_s", 0):
        faults.append(f"next poll after {gap:.0f} s")
    if gap > expected.get("not_after_s", gap):
        faults.append(f"next poll only after {gap:.0f} s")
    return faults


def outlet(case: dict[str, Any]) -> str:
    """The name under which a case is polled."""
    return str(case.get("feed_path", case["path"])).rsplit("/", 1)[1]


def tree_memory(pid: int) -> int:
    """Resident bytes of the service's own process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--cases", default="")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    script = args.data / "hostile" / "hostile_dev.py"
    if not script.is_file():
        print(f"skipped: no {script}; name the folder of the shared data by --data")
        return 0
    server = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    ready = json.loads(server.stdout.readline()) if server.stdout else {}
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with open_sinks() as sinks:
                return await asyncio.to_thread(trial, args, ready, sinks, Path(folder))
    finally:
        server.terminate()
        server.wait(10)


def trial(args: argparse.Namespace, ready: dict[str, Any], sinks: Sinks, folder: Path) -> int:
    catalogue = json.load(urllib.request.urlopen(f"{ready['http']}/_/catalogue"))
    names = set(filter(None, args.cases.split(",")))
    cases = [case for case in catalogue if not names or case["case"] in names]
    path = folder / "config.yaml"
    path.write_text(configuration(ready, sinks, folder, [case.get("feed_path", case["path"]) for case in cases]))
    started = time.monotonic()
    log = (folder / "log").open("wb")
    service = subprocess.Popen([sys.executable, "-m", "monitor", "run", "--config", str(path)], stderr=log, stdout=log)
    database = folder / "state.db"
    while not database.is_file() and service.poll() is None:
        time.sleep(0.2)
    needed = {outlet(case): case["expected"].get("polls", 1) for case in cases}
    settle(database, service, rounds=args.rounds, needed=needed)
    alive, memory = service.poll() is None, tree_memory(service.pid)
    service.terminate()
    code = service.wait(60)
    stats = json.load(urllib.request.urlopen(f"{ready['http']}/_/stats"))
    db = sqlite3.connect(database)
    db.row_factory = sqlite3.Row
    sound = (
        db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        and not db.execute("PRAGMA foreign_key_check").fetchall()
    )
    sent = Counter(
        row[0]
        for row in db.execute(
            "SELECT json_extract(e.content, '$.outlet') FROM outbox o JOIN events e ON e.id = o.event_id WHERE o.channel = 'desk' AND o.state = 'sent'"
        )
    )
    faults = {case["kind"] + "/" + case["case"]: judge(case, db, stats, sent) for case in cases}
    shown = (
        "\n".join(db.iterdump())
        + (folder / "log").read_text(errors="replace")
        + json.dumps(sinks.slack, ensure_ascii=False)
    )
    shown += "\n".join(message.as_string() for message in sinks.mail)
    leaked = ready["token"] in shown
    for case in cases:
        found = faults[case["kind"] + "/" + case["case"]]
        found += [f"{text!r} came through" for text in case["expected"].get("never", []) if text in shown]
        found += [f"{text!r} is not stored" for text in case["expected"].get("always", []) if text not in shown]
    good = sum(not found for found in faults.values())
    for name, found in faults.items():
        if found or args.verbose:
            print(f"{name}: {'; '.join(found) or 'as expected'}")
    print(json.dumps({
        "cases": len(cases), "as_expected": good, "canary_hits": len(stats["canary"]), "secret_leaked": leaked, "alive": alive,
        "exit_code": code, "integrity_ok": sound, "memory_mb": memory >> 20, "seconds": round(time.monotonic() - started),
    }))  # fmt: skip
    return 0 if alive and sound and not stats["canary"] and not leaked and code == 0 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
