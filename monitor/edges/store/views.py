"""Views that join what people read: the log as Datasette and scripts see it."""

from __future__ import annotations

VIEWS = (
    """CREATE VIEW statement_log AS
    SELECT s.id, s.first_seen, s.speaker, s.role, s.country, s.side, s.stance, s.kind, s.text, s.language, s.topic,
        s.score, s.outlet_count AS outlets, s.said_first, s.said_last, s.last_seen, a.outlet AS first_outlet,
        a.title AS first_title, a.url AS first_url, a.published AS first_published, actor.key AS actor_key,
        actor.name AS actor
    FROM statements AS s JOIN articles AS a ON a.id = s.first_article_id
        LEFT JOIN actors AS actor ON actor.id = s.actor_id""",
    """CREATE VIEW quotation_log AS
    SELECT q.id, q.statement_id, q.article_id, q.relation, q.similarity, q.kind, q.speaker_text, actor.name AS actor,
        q.role, actor.country, q.stance, q.content, q.content_start, q.content_end, a.outlet, a.language, a.title,
        a.url, a.published, a.version, q.at
    FROM quotations AS q JOIN articles AS a ON a.id = q.article_id
        LEFT JOIN actors AS actor ON actor.id = q.actor_id""",
    """CREATE VIEW story_log AS
    SELECT st.id, st.article_id, st.topic, st.relevant, st.score, a.title, a.outlet, a.country, a.language, a.url,
        a.published, a.fetched_at, a.version, a.problem, st.reasons, st.evidence, st.lexicon_digest, st.code_version,
        st.analysed_at
    FROM stories AS st JOIN articles AS a ON a.id = st.article_id""",
    """CREATE VIEW alert_log AS
    SELECT o.id, o.created, o.state, o.channel, o.recipient, o.rule, e.kind AS event, e.statement_id, s.speaker,
        s.country, s.stance, s.text, o.attempts, o.doubt, o.next_try, o.last_error, o.taken_at, o.sent_at, o.message_id
    FROM outbox AS o JOIN events AS e ON e.id = o.event_id JOIN statements AS s ON s.id = e.statement_id""",
    """CREATE VIEW source_health AS
    SELECT f.id, f.outlet, f.url, f.country, f.language, f.enabled, f.condition, f.condition_detail, f.failures,
        f.gap_since, f.problem, f.moved_to, f.last_polled, f.last_success, f.last_new, f.due, f.interval,
        (SELECT count(*) FROM entries AS e WHERE e.feed_id = f.id) AS entries
    FROM feeds AS f""",
    """CREATE VIEW page_troubles AS
    SELECT p.id, p.outlet, p.url, p.state, p.condition, p.condition_detail, p.attempts, p.crashes, p.next_try,
        p.first_seen, e.title
    FROM pages AS p LEFT JOIN entries AS e ON e.id = p.entry_id WHERE p.condition IS NOT NULL""",
)
