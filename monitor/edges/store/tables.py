"""The tables in SQL, from the source to the reader, and what later steps add to them.

Typed strictly; states are checked by the database itself. Times are ISO 8601 text in UTC, durations seconds, offsets
characters into `articles.text`, structures JSON.
"""

from __future__ import annotations

TABLES = (
    """CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE feeds (
        id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, outlet TEXT NOT NULL, country TEXT, language TEXT,
        title TEXT, enabled INTEGER NOT NULL DEFAULT 1, due TEXT NOT NULL, interval REAL NOT NULL,
        etag TEXT, last_modified TEXT, body_sha256 TEXT, moved_to TEXT,
        failures INTEGER NOT NULL DEFAULT 0, polled INTEGER NOT NULL DEFAULT 0, gap_since TEXT,
        condition TEXT, condition_detail TEXT, problem TEXT,
        added TEXT NOT NULL, last_polled TEXT, last_success TEXT, last_new TEXT
    ) STRICT""",
    """CREATE TABLE polls (
        id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL REFERENCES feeds(id), at TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('read', 'unchanged', 'failed')),
        status INTEGER, condition TEXT, detail TEXT,
        entries_seen INTEGER NOT NULL DEFAULT 0, entries_new INTEGER NOT NULL DEFAULT 0,
        entries_changed INTEGER NOT NULL DEFAULT 0, gap INTEGER NOT NULL DEFAULT 0,
        bytes INTEGER NOT NULL DEFAULT 0, elapsed REAL
    ) STRICT""",
    """CREATE TABLE pages (
        id INTEGER PRIMARY KEY, canonical TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
        feed_id INTEGER NOT NULL REFERENCES feeds(id), entry_id INTEGER REFERENCES entries(id),
        outlet TEXT NOT NULL, country TEXT, language TEXT,
        origin TEXT NOT NULL CHECK (origin IN ('page', 'feed')),
        state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
        revision INTEGER NOT NULL DEFAULT 1,
        attempts INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0, next_try TEXT,
        condition TEXT, condition_detail TEXT, quiet_before TEXT,
        first_seen TEXT NOT NULL, fetched_at TEXT, final_url TEXT, etag TEXT, last_modified TEXT, body_sha256 TEXT
    ) STRICT""",
    """CREATE TABLE entries (
        id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL REFERENCES feeds(id), key TEXT NOT NULL,
        guid TEXT, url TEXT, title TEXT NOT NULL, summary TEXT NOT NULL, published TEXT, author TEXT,
        digest TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
        page_id INTEGER REFERENCES pages(id), UNIQUE (feed_id, key)
    ) STRICT""",
    """CREATE TABLE articles (
        id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES pages(id), version INTEGER NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('page', 'feed')), url TEXT NOT NULL, outlet TEXT NOT NULL,
        country TEXT, language TEXT, title TEXT NOT NULL, author TEXT, published TEXT,
        text BLOB NOT NULL, text_sha256 TEXT NOT NULL, characters INTEGER NOT NULL,
        problem TEXT, problem_detail TEXT, fetched_at TEXT NOT NULL,
        lexicon_digest TEXT, code_version TEXT, analysed_at TEXT,
        UNIQUE (page_id, version), UNIQUE (page_id, text_sha256)
    ) STRICT""",
    """CREATE TABLE stories (
        id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles(id), topic TEXT NOT NULL,
        relevant INTEGER, score REAL NOT NULL, evidence TEXT NOT NULL, reasons TEXT NOT NULL,
        lexicon_digest TEXT NOT NULL, code_version TEXT NOT NULL, analysed_at TEXT NOT NULL,
        UNIQUE (article_id, topic)
    ) STRICT""",
    """CREATE TABLE actors (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
        role TEXT, country TEXT, side TEXT, listed INTEGER NOT NULL DEFAULT 0, first_seen TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE statements (
        id INTEGER PRIMARY KEY, actor_id INTEGER REFERENCES actors(id),
        speaker TEXT, role TEXT, country TEXT, side TEXT,
        kind TEXT NOT NULL, language TEXT, text TEXT NOT NULL, digest TEXT NOT NULL,
        said_first TEXT, said_last TEXT, reported TEXT NOT NULL,
        first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
        first_article_id INTEGER NOT NULL REFERENCES articles(id),
        stance TEXT NOT NULL, topic TEXT, score REAL NOT NULL DEFAULT 0, outlet_count INTEGER NOT NULL DEFAULT 1
    ) STRICT""",
    """CREATE TABLE statement_keys (
        key INTEGER NOT NULL, statement_id INTEGER NOT NULL REFERENCES statements(id), PRIMARY KEY (key, statement_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE statement_outlets (
        statement_id INTEGER NOT NULL REFERENCES statements(id), outlet TEXT NOT NULL,
        first_article_id INTEGER NOT NULL REFERENCES articles(id), reports INTEGER NOT NULL,
        PRIMARY KEY (statement_id, outlet)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE quotations (
        id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles(id),
        statement_id INTEGER NOT NULL REFERENCES statements(id),
        relation TEXT NOT NULL, similarity REAL NOT NULL, digest TEXT NOT NULL, variant INTEGER NOT NULL DEFAULT 0,
        kind TEXT NOT NULL, content_start INTEGER NOT NULL, content_end INTEGER NOT NULL, content TEXT NOT NULL,
        cue_start INTEGER, cue_end INTEGER, speaker_start INTEGER, speaker_end INTEGER, speaker_text TEXT,
        actor_id INTEGER REFERENCES actors(id), role TEXT,
        stance TEXT NOT NULL, stance_start INTEGER, stance_end INTEGER, said_first TEXT, said_last TEXT,
        lexicon_digest TEXT, code_version TEXT, at TEXT NOT NULL,
        UNIQUE (article_id, content_start, content_end)
    ) STRICT""",
    """CREATE TABLE events (
        id INTEGER PRIMARY KEY, statement_id INTEGER NOT NULL REFERENCES statements(id), kind TEXT NOT NULL,
        subject INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL, content TEXT NOT NULL,
        UNIQUE (statement_id, kind, subject)
    ) STRICT""",
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY, event_id INTEGER NOT NULL REFERENCES events(id),
        channel TEXT NOT NULL, recipient TEXT NOT NULL, rule TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'pending'
            CHECK (state IN ('pending', 'sending', 'sent', 'refused', 'dead', 'suppressed', 'doubt')),
        message_id TEXT NOT NULL UNIQUE, attempts INTEGER NOT NULL DEFAULT 0, doubt INTEGER NOT NULL DEFAULT 0,
        next_try TEXT, last_error TEXT, created TEXT NOT NULL, taken_at TEXT, sent_at TEXT,
        UNIQUE (event_id, channel, recipient)
    ) STRICT""",
    """CREATE TABLE channel_state (
        channel TEXT PRIMARY KEY, last_sent TEXT, last_tried TEXT, last_error TEXT
    ) STRICT, WITHOUT ROWID""",
)

INDEXES = (
    "CREATE INDEX feeds_due ON feeds(due) WHERE enabled",
    "CREATE INDEX polls_feed ON polls(feed_id, at)",
    "CREATE INDEX polls_at ON polls(at)",
    "CREATE INDEX pages_queue ON pages((quiet_before IS NOT NULL), next_try) WHERE state = 'pending'",
    "CREATE INDEX pages_waiting ON pages(state, first_seen) WHERE state = 'pending'",
    "CREATE INDEX pages_failed ON pages(fetched_at, condition) WHERE state = 'failed'",
    "CREATE INDEX pages_feed ON pages(feed_id)",
    "CREATE INDEX pages_entry ON pages(entry_id)",
    "CREATE INDEX entries_page ON entries(page_id)",
    "CREATE INDEX entries_first_seen ON entries(first_seen)",
    "CREATE INDEX articles_published ON articles(published)",
    "CREATE INDEX articles_fetched ON articles(fetched_at)",
    "CREATE INDEX articles_sha256 ON articles(text_sha256)",
    "CREATE INDEX stories_topic ON stories(topic, relevant, score)",
    "CREATE INDEX statements_actor ON statements(actor_id, reported)",
    "CREATE INDEX statements_reported ON statements(reported)",
    "CREATE INDEX statements_first_seen ON statements(first_seen)",
    "CREATE INDEX statements_digest ON statements(digest)",
    "CREATE INDEX statements_article ON statements(first_article_id)",
    "CREATE INDEX statement_keys_statement ON statement_keys(statement_id)",
    "CREATE INDEX quotations_statement ON quotations(statement_id, article_id)",
    "CREATE INDEX quotations_variant ON quotations(statement_id, id) WHERE variant",
    "CREATE INDEX quotations_actor ON quotations(actor_id)",
    "CREATE INDEX events_at ON events(at)",
    "CREATE INDEX outbox_queue ON outbox(channel, next_try, id) WHERE state = 'pending'",
    "CREATE INDEX outbox_sending ON outbox(taken_at) WHERE state = 'sending'",
    "CREATE INDEX outbox_created ON outbox(created)",
    "CREATE INDEX outbox_state ON outbox(state, created)",
)

SEARCH = (
    """CREATE VIRTUAL TABLE statements_fts USING fts5(
        text, speaker, content='statements', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER statements_ai AFTER INSERT ON statements BEGIN
        INSERT INTO statements_fts(rowid, text, speaker) VALUES (new.id, new.text, new.speaker);
    END""",
    """CREATE TRIGGER statements_ad AFTER DELETE ON statements BEGIN
        INSERT INTO statements_fts(statements_fts, rowid, text, speaker)
        VALUES ('delete', old.id, old.text, old.speaker);
    END""",
    """CREATE TRIGGER statements_au AFTER UPDATE OF text, speaker ON statements BEGIN
        INSERT INTO statements_fts(statements_fts, rowid, text, speaker)
        VALUES ('delete', old.id, old.text, old.speaker);
        INSERT INTO statements_fts(rowid, text, speaker) VALUES (new.id, new.text, new.speaker);
    END""",
    # The text of an article is compressed, so its index holds no copy: rowid is the article's id.
    """CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, text, content='', tokenize='unicode61 remove_diacritics 2')""",
)

PASSAGES = (
    "ALTER TABLE stories ADD COLUMN passages TEXT NOT NULL DEFAULT '[]'",
    # What a report of a statement is about; NULL where it stands off the topic, which alerts nobody.
    "ALTER TABLE quotations ADD COLUMN topic TEXT",
    "UPDATE quotations SET topic = (SELECT s.topic FROM statements AS s WHERE s.id = quotations.statement_id)",
    # Done without being fetched: its entry plainly rules every topic out.
    "ALTER TABLE pages ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX pages_first_seen ON pages(first_seen, skipped)",
)

RELATIONS = (
    # Articles: whose copy a text is (the agency credited, the first article with nearly the same body), and its event.
    "ALTER TABLE articles ADD COLUMN wire TEXT",
    "ALTER TABLE articles ADD COLUMN body_of INTEGER REFERENCES articles(id)",
    "ALTER TABLE articles ADD COLUMN cluster_id INTEGER REFERENCES clusters(id)",
    """CREATE TABLE clusters (
        id INTEGER PRIMARY KEY, first_article_id INTEGER NOT NULL REFERENCES articles(id), title TEXT NOT NULL,
        first_seen TEXT NOT NULL, last_seen TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE cluster_links (
        cluster_id INTEGER NOT NULL REFERENCES clusters(id), other_id INTEGER NOT NULL REFERENCES clusters(id),
        score REAL NOT NULL, at TEXT NOT NULL, PRIMARY KEY (cluster_id, other_id)
    ) STRICT, WITHOUT ROWID""",
    # `kind`: what the key is made of, ``body`` (near-duplicate texts) or ``event`` (who, what, when).
    """CREATE TABLE article_keys (
        kind TEXT NOT NULL CHECK (kind IN ('body', 'event')), key INTEGER NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles(id), PRIMARY KEY (kind, key, article_id)
    ) STRICT, WITHOUT ROWID""",
    # Statements: probably the same as another, the same position again, joined to another by a reviewer.
    "ALTER TABLE statements ADD COLUMN probable_id INTEGER REFERENCES statements(id)",
    "ALTER TABLE statements ADD COLUMN probable_score REAL",
    "ALTER TABLE statements ADD COLUMN restates_id INTEGER REFERENCES statements(id)",
    "ALTER TABLE statements ADD COLUMN merged_into INTEGER REFERENCES statements(id)",
    # The report in the speaker's own language, where there is one among several languages.
    "ALTER TABLE statements ADD COLUMN original_id INTEGER REFERENCES quotations(id)",
    """CREATE TABLE replies (
        id INTEGER PRIMARY KEY, statement_id INTEGER NOT NULL REFERENCES statements(id),
        quotation_id INTEGER NOT NULL REFERENCES quotations(id), kind TEXT NOT NULL,
        answered_id INTEGER REFERENCES statements(id), actor_id INTEGER NOT NULL REFERENCES actors(id),
        evidence_start INTEGER NOT NULL, evidence_end INTEGER NOT NULL, lag_hours REAL, at TEXT NOT NULL,
        UNIQUE (statement_id, actor_id, answered_id)
    ) STRICT""",
    """CREATE TABLE shifts (
        id INTEGER PRIMARY KEY, actor_id INTEGER NOT NULL REFERENCES actors(id),
        before_id INTEGER NOT NULL REFERENCES statements(id), after_id INTEGER NOT NULL REFERENCES statements(id),
        extent TEXT NOT NULL CHECK (extent IN ('half', 'full')), at TEXT NOT NULL, UNIQUE (before_id, after_id)
    ) STRICT""",
    # No verdict: a language that the topic has no words of.
    "CREATE INDEX stories_unsupported ON stories(analysed_at, article_id) WHERE relevant IS NULL",
    # What reviewers' corrections did here. `correction` and `made` are id and time in the reviews; `kept_id` is the
    # statement that has the reports now, `other_id` the one that they came from (merge) or that they were left by (split).
    """CREATE TABLE corrections_applied (
        id INTEGER PRIMARY KEY, correction INTEGER NOT NULL, made TEXT NOT NULL, action TEXT NOT NULL,
        who TEXT NOT NULL, note TEXT, kept_id INTEGER NOT NULL REFERENCES statements(id),
        other_id INTEGER NOT NULL REFERENCES statements(id),
        state TEXT NOT NULL CHECK (state IN ('done', 'undone')), at TEXT NOT NULL, UNIQUE (correction, made)
    ) STRICT""",
    """CREATE TABLE corrections_moved (
        applied_id INTEGER NOT NULL REFERENCES corrections_applied(id),
        quotation_id INTEGER NOT NULL REFERENCES quotations(id), relation TEXT NOT NULL, similarity REAL NOT NULL,
        PRIMARY KEY (applied_id, quotation_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX corrections_moved_quotation ON corrections_moved(quotation_id)",
    "CREATE INDEX corrections_applied_kept ON corrections_applied(kept_id)",
    "CREATE INDEX corrections_applied_other ON corrections_applied(other_id)",
    "CREATE INDEX articles_cluster ON articles(cluster_id) WHERE cluster_id IS NOT NULL",
    "CREATE INDEX articles_body ON articles(body_of) WHERE body_of IS NOT NULL",
    "CREATE INDEX cluster_links_other ON cluster_links(other_id)",
    "CREATE INDEX article_keys_article ON article_keys(article_id)",
    "CREATE INDEX statements_probable ON statements(probable_id) WHERE probable_id IS NOT NULL",
    "CREATE INDEX statements_restates ON statements(restates_id) WHERE restates_id IS NOT NULL",
    "CREATE INDEX statements_merged ON statements(merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX statements_country ON statements(country, reported) WHERE country IS NOT NULL",
    "CREATE INDEX replies_statement ON replies(statement_id)",
    "CREATE INDEX replies_quotation ON replies(quotation_id)",
    "CREATE INDEX replies_answered ON replies(answered_id)",
    "CREATE INDEX replies_actor ON replies(actor_id, at)",
    "CREATE INDEX actors_country ON actors(country) WHERE kind = 'institution'",
    "CREATE INDEX shifts_actor ON shifts(actor_id)",
    "CREATE INDEX shifts_after ON shifts(after_id)",
)

REPORTS = (
    # Who spoke as the report itself tells it: of the actor more may be known by now.
    "ALTER TABLE quotations ADD COLUMN speaker_name TEXT",
    "ALTER TABLE quotations ADD COLUMN speaker_country TEXT",
    "ALTER TABLE quotations ADD COLUMN speaker_side TEXT",
    """UPDATE quotations SET (speaker_name, speaker_country, speaker_side) = (SELECT name, country, side FROM actors WHERE id = actor_id)
    WHERE actor_id IS NOT NULL""",
)

ORDER = (
    "CREATE INDEX clusters_last_seen ON clusters(last_seen)",
    # The ledger of positions: by the day on which it was said or, where nobody knows that, of the first report.
    """CREATE INDEX statements_positions ON statements(actor_id, coalesce(said_first, substr(reported, 1, 10)), reported)
        WHERE topic IS NOT NULL AND merged_into IS NULL""",
)
