"""Politeness and promptness: intervals follow the feed, failures back off, and nothing is given up in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Fetching, Polling
from monitor.core.schedule import after_failure, after_success, page_retry
from monitor.records import Condition, Failure, FeedState, Source

NOW = datetime(2026, 9, 7, 10, tzinfo=UTC)
POLICY = Polling()
WEEK = 7 * 86400


def feed(interval: float = 900, failures: int = 0, polled: bool = True) -> FeedState:
    return FeedState(1, Source("https://a.example/feed", "A"), NOW, interval, failures=failures, polled=polled)


def success(
    state: FeedState,
    new: int = 0,
    ttl: float | None = None,
    max_age: float | None = None,
    policy: Polling = POLICY,
    jitter: float = 0.0,
):
    return after_success(state, NOW, new=new, ttl=ttl, max_age=max_age, policy=policy, jitter=jitter)


def wait(state: FeedState, condition: Condition, retry_after: float | None = None, jitter: float = 0.0) -> float:
    plan = after_failure(state, Failure(condition, "", retry_after=retry_after), NOW, POLICY, jitter)
    return (plan.due - NOW).total_seconds()


def test_news_shortens_the_interval_and_quiet_lengthens_it():
    assert success(feed(900), new=1).interval == 540
    assert success(feed(900), new=9).interval < 400
    assert success(feed(900)).interval == 1170


def test_the_first_poll_starts_at_the_configured_interval():
    assert success(feed(5, polled=False), new=50).interval == POLICY.interval


def test_a_quiet_feed_is_still_asked_every_hour():
    state = feed()
    for _ in range(50):
        state = feed(success(state).interval)
    assert state.interval == 3600


def test_a_busy_feed_is_not_hammered():
    state = feed()
    for _ in range(50):
        state = feed(success(state, new=20).interval)
    assert state.interval == POLICY.min_interval


def test_the_publishers_wish_counts_up_to_the_configured_interval():
    assert success(feed(200), ttl=600).interval == 600
    assert success(feed(200), max_age=500).interval == 500
    assert success(feed(200), ttl=30 * 86400).interval == POLICY.interval


def test_jitter_spreads_what_was_added_together():
    dues = {success(feed(), jitter=step / 10).due for step in range(10)}
    assert len(dues) == 10
    assert max(dues) - min(dues) < timedelta(seconds=200)


def test_failures_back_off_exponentially_up_to_the_longest_interval():
    waits = [wait(feed(failures=n), Condition.SERVER_ERROR) for n in range(30)]
    assert waits[:3] == [120, 240, 480]
    assert all(later >= earlier for earlier, later in pairwise(waits))
    assert waits[-1] == POLICY.max_interval


def test_the_interval_is_kept_through_an_outage():
    assert after_failure(feed(333), Failure(Condition.TIMEOUT, ""), NOW, POLICY, 0.5).interval == 333


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [(120, 120, 86400), (3600, 3600, 4000), (None, 600, 700), (0, 600, 700), (-5, 600, 700), (30 * 86400, WEEK * 0.9, WEEK), (1e12, 600, WEEK), (float("inf"), 600, WEEK)],
)  # fmt: skip
def test_retry_after_is_granted_within_reason(asked, least, most):
    for jitter in (0.0, 0.5, 1.0):
        assert least <= wait(feed(), Condition.RATE_LIMITED, asked, jitter) <= most


def test_a_busy_server_names_its_time():
    assert wait(feed(), Condition.SERVER_ERROR, 7200) == 7200
    assert wait(feed(failures=9), Condition.SERVER_ERROR, 1) > 7200


def test_what_is_gone_is_asked_weekly_and_what_is_refused_daily():
    assert 6 * 86400 < wait(feed(), Condition.GONE) <= WEEK
    assert wait(feed(), Condition.FORBIDDEN_ADDRESS) == 86400


@given(
    st.sampled_from(Condition),
    st.none() | st.floats(allow_nan=False),
    st.integers(0, 10**6),
    st.floats(0, 1),
    st.floats(0.1, 1e7),
)
def test_no_feed_is_ever_given_up_and_none_is_asked_at_once(condition, asked, failures, jitter, interval):
    plan = after_failure(feed(interval, failures), Failure(condition, "", retry_after=asked), NOW, POLICY, jitter)
    assert NOW + timedelta(seconds=60) <= plan.due <= NOW + timedelta(seconds=WEEK + 1)


@given(
    st.integers(0, 10**6),
    st.none() | st.floats(0, 1e12),
    st.none() | st.floats(0, 1e12),
    st.floats(0, 1e9),
    st.floats(0, 1),
)
def test_the_configured_bounds_hold(new, ttl, max_age, interval, jitter):
    plan = success(feed(interval), new, ttl, max_age, jitter=jitter)
    assert POLICY.min_interval <= plan.interval <= POLICY.max_interval
    assert (
        NOW + timedelta(seconds=POLICY.min_interval)
        <= plan.due
        <= NOW + timedelta(seconds=1.1 * POLICY.max_interval + 1)
    )


def test_short_intervals_may_be_configured():
    policy = Polling(interval=2, min_interval=1)
    assert success(feed(2), policy=policy).interval == 2.6
    plan = after_failure(feed(2), Failure(Condition.TIMEOUT, ""), NOW, policy, 0.0)
    assert plan.due == NOW + timedelta(seconds=2)


# ------------------------------------------------------------------------------------------------ pages


def tries(condition: Condition, attempts: int = 6, retry_after: float | None = None) -> list[float]:
    """Seconds between the tries of a page that always fails alike."""
    found: list[float] = []
    while due := page_retry(
        len(found), Failure(condition, "", retry_after=retry_after), NOW, Fetching(attempts=attempts), 0.0
    ):
        found.append((due - NOW).total_seconds())
    return found


def test_an_outage_is_outlived():
    waits = tries(Condition.UNREACHABLE)
    assert len(waits) == 5
    assert waits == sorted(waits)
    assert sum(waits) > 24 * 3600


@pytest.mark.parametrize(
    "condition",
    [
        Condition.GONE,
        Condition.ROBOTS,
        Condition.NOT_HTML,
        Condition.NO_TEXT,
        Condition.PAYWALL,
        Condition.QUARANTINED,
        Condition.FORBIDDEN_ADDRESS,
    ],
)
def test_some_failures_are_final(condition):
    assert tries(condition) == []


def test_a_feed_may_be_ahead_of_its_site():
    assert len(tries(Condition.NOT_FOUND)) == 2
    assert tries(Condition.NOT_FOUND, attempts=1) == []


def test_a_page_waits_as_long_as_it_is_asked_to_but_no_longer_than_a_day():
    assert tries(Condition.RATE_LIMITED, retry_after=1000)[0] == 1000
    assert tries(Condition.RATE_LIMITED, retry_after=1e6)[0] == 86400
    assert tries(Condition.RATE_LIMITED, retry_after=1e12)[0] == 120
