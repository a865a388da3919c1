"""What users do to their topic files while they are in use: nothing of it is taken by halves, all of it at SIGHUP."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from pathlib import Path

import pytest

from monitor import lexicon, replay
from monitor.config import Config
from monitor.core.analyse import analyse_again
from monitor.daemon import Service, opened
from monitor.errors import ConfigError
from monitor.records import Analysis, Article, Condition, Failure, Page
from monitor.topic_files import TopicFiles

SHIPPED = (lexicon.FOLDER / "topics" / "europe-russia-diplomacy.yaml").read_text(encoding="utf-8")
TEXT = (
    "BERLIN. Germany is ready for talks with Russia, Foreign Minister Clara Weidmann said on Monday in Berlin. She said "
    "that the European Union would send an envoy to Moscow to negotiate a ceasefire with the Kremlin."
)
ARTICLE = Article("https://example.org/1", TEXT, "Berlin ready for talks with Moscow, minister says", language="en")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A topic of the user's own."""
    (tmp_path / "topics").mkdir()
    topic(tmp_path).write_text(SHIPPED, encoding="utf-8")
    values = {"database": "log.db", "topics": ["mine"], "topic_folder": tmp_path / "topics", "workers": {"count": 1}}
    return Config.model_validate({**values, "database": tmp_path / "log.db"})


def topic(folder: Path) -> Path:
    return folder / "topics" / "mine.yaml"


async def judged(service: Service) -> Analysis | Failure:
    """What a worker of the service makes of the article."""
    world = service.pipeline.world
    page = Page(ARTICLE.url, b"", topics=world.config.topics, topic_folder=world.config.topic_path)
    return await world.executor.call(analyse_again, (ARTICLE, page), 30)


async def verdict(service: Service) -> bool | None:
    found = await judged(service)
    if isinstance(found, Failure) and found.condition == Condition.WORKER_KILLED:  # it took the article and then died
        found = await judged(service)
    assert isinstance(found, Analysis), found
    return found.stories[0].relevant


def end_workers(service: Service) -> None:
    """As the kernel does where memory is short, and the executor itself from time to time."""
    for number in service.pipeline.world.executor.processes():
        os.kill(number, signal.SIGKILL)


def test_a_topic_saved_half_done_stops_no_worker_and_counts_when_it_is_read_again(
    config: Config, tmp_path: Path
) -> None:
    async def edit() -> None:
        async with opened(config) as service:
            assert await verdict(service) is True
            topic(tmp_path).write_text(SHIPPED.replace("sides:", "sides: [half done", 1), encoding="utf-8")
            end_workers(service)
            assert await verdict(service) is True
            with pytest.raises(ConfigError, match=re.escape(str(topic(tmp_path)))):
                await service.adopt(config)
            assert await verdict(service) is True
            topic(tmp_path).write_text(unreachable(), encoding="utf-8")
            assert await verdict(service) is True
            await service.adopt(config)
            assert service.config is config
            assert await verdict(service) is False
            end_workers(service)
            assert await verdict(service) is False

    asyncio.run(edit())


def unreachable() -> str:
    """A topic that asks for more points than the article has."""
    assert "enough: 4.5" in SHIPPED
    return SHIPPED.replace("enough: 4.5", "enough: 20")


def test_a_replay_judges_all_articles_by_one_state_of_a_topic(config: Config, tmp_path: Path) -> None:
    with replay.prepared(config, None) as (names, folder):
        assert names == ("mine",)
        before = lexicon.load(folder).topics["mine"]
        topic(tmp_path).write_text("title: [", encoding="utf-8")
        assert (Path(folder or "") / "mine.yaml").read_text(encoding="utf-8") == SHIPPED
        assert lexicon.load(folder).topics["mine"] is before
    assert not Path(folder or "").exists()
    with pytest.raises(ConfigError, match=r"mine\.yaml"), replay.prepared(config, None):
        pass


def test_the_same_files_are_kept_once_and_none_is_left(config: Config, tmp_path: Path) -> None:
    files = TopicFiles()
    first, second = files.hold(config), files.hold(config)
    assert first.topic_path == second.topic_path != config.topic_path
    (tmp_path / "topics" / "notes.txt").write_text("nothing of ours", encoding="utf-8")
    assert files.hold(config).topic_path == first.topic_path
    files.close()
    assert not Path(first.topic_path or "").exists()
    plain = Config()
    assert files.hold(plain) is plain
