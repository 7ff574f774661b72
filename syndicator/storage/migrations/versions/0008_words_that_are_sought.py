"""
what readers search in, on either database.

`sought` holds what the newest revision of each bulletin says. Triggers keep it in step, within the transaction that
writes a revision: no way of writing one can forget to. Who may see a bulletin is not in it: that is asked of
`bulletins` with each search.

PostgreSQL knows Indonesian: the words are cut to their stems. Signs that part words are made blanks first, for else
`korban/saksi` and `polri.go.id` were one word each. Each bulletin has a word more, `@` with its block of 1,024 ids, by
which a search for common words looks at the newest ones alone.

SQLite's FTS5 keeps a copy of the texts: one that took them from `revisions` would have to be told the old text with
each change, and would break the day another migration builds that table anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LISTED_BY = ["canonical", "state", "released_at", "id"]
A_BATCH = 2_000
"""What is stored already is filled in so many bulletins at a time, so that no statement sorts or holds all of it."""

POSTGRES = (
    """
    CREATE FUNCTION sought_plain(told text, longest integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT translate(left(told, longest), '.,:;-/_@&<>+~=#''', repeat(' ', 16))
    $$
    """,
    """
    CREATE FUNCTION sought_words(bulletin_id bigint, title text, lead text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT setweight(to_tsvector('pg_catalog.indonesian', sought_plain(title, 5000)), 'A')
            || setweight(to_tsvector('pg_catalog.indonesian', sought_plain(lead, 5000)), 'B')
            || to_tsvector('pg_catalog.indonesian', sought_plain(body, 200000))
            || array_to_tsvector(ARRAY['@' || (bulletin_id >> 10)::text])
    $$
    """,
    """
    CREATE TABLE sought (
        bulletin_id bigint CONSTRAINT pk_sought PRIMARY KEY
            CONSTRAINT fk_sought_bulletin_id REFERENCES bulletins (id) ON DELETE CASCADE,
        words tsvector NOT NULL
    )
    """,
    """
    CREATE FUNCTION sought_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM revisions AS later WHERE later.bulletin_id = NEW.bulletin_id AND later.number > NEW.number
        ) THEN
            INSERT INTO sought (bulletin_id, words)
            VALUES (NEW.bulletin_id, sought_words(NEW.bulletin_id, NEW.title, NEW.lead, NEW.text))
            ON CONFLICT (bulletin_id) DO UPDATE SET words = excluded.words;
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER sought_follows AFTER INSERT OR UPDATE OF title, lead, text ON revisions
    FOR EACH ROW EXECUTE FUNCTION sought_follows()
    """,
)
POSTGRES_AFTER = "CREATE INDEX ix_sought_words ON sought USING gin (words) WITH (gin_pending_list_limit = 512)"
"""Made when all is filled in. What waits to be sorted into it is read whole by each search, so little may wait."""

IS_NEWEST = """
    NOT EXISTS (
        SELECT 1 FROM revisions AS later WHERE later.bulletin_id = new.bulletin_id AND later.number > new.number
    )
"""
FOLLOW = """
    DELETE FROM sought WHERE rowid = new.bulletin_id;
    INSERT INTO sought (rowid, title, lead, text) VALUES (new.bulletin_id, new.title, new.lead, new.text);
"""
SQLITE = (
    "CREATE VIRTUAL TABLE sought USING fts5(title, lead, text, tokenize = 'unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER sought_told AFTER INSERT ON revisions WHEN {IS_NEWEST} BEGIN {FOLLOW} END",
    f"CREATE TRIGGER sought_retold AFTER UPDATE OF title, lead, text ON revisions WHEN {IS_NEWEST} BEGIN {FOLLOW} END",
    "CREATE TRIGGER sought_gone AFTER DELETE ON bulletins BEGIN DELETE FROM sought WHERE rowid = old.id; END",
)
FILL = """
    INSERT INTO sought ({columns}) SELECT {told} FROM bulletins AS b
    JOIN revisions AS r ON r.bulletin_id = b.id AND r.number = b.revision
    WHERE b.id > :after AND b.id <= :last
"""


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    on_postgres = connection.dialect.name == "postgresql"
    for statement in POSTGRES if on_postgres else SQLITE:
        connection.exec_driver_sql(statement)
    if on_postgres:
        filling = FILL.format(columns="bulletin_id, words", told="b.id, sought_words(b.id, r.title, r.lead, r.text)")
    else:
        filling = FILL.format(columns="rowid, title, lead, text", told="b.id, r.title, r.lead, r.text")
    last = connection.execute(sa.text("SELECT max(id) FROM bulletins")).scalar() or 0
    for after in range(0, last, A_BATCH):
        connection.execute(sa.text(filling), {"after": after, "last": after + A_BATCH})
    if on_postgres:
        connection.exec_driver_sql(POSTGRES_AFTER)
    op.create_index("ix_bulletins_first_seen_at", "bulletins", ["first_seen_at"])
    _index_listings([*LISTED_BY, "unit_path"], {"unit_path": "varchar_pattern_ops"})


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_bulletins_first_seen_at", "bulletins")
    _index_listings(LISTED_BY, {})
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER sought_follows ON revisions")
        op.execute("DROP FUNCTION sought_follows()")
        op.execute("DROP TABLE sought")
        op.execute("DROP FUNCTION sought_words(bigint, text, text, text)")
        op.execute("DROP FUNCTION sought_plain(text, integer)")
        return
    for trigger in ("sought_told", "sought_retold", "sought_gone"):
        op.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    op.execute("DROP TABLE sought")


def _index_listings(columns: list[str], operators: dict[str, str]) -> None:
    """Index what listings are read by; with the unit in it, the newest of a unit are found without a look at rows."""
    for name in ("ix_bulletins_public", "ix_bulletins_unit_path"):
        op.drop_index(name, "bulletins")
    op.create_index("ix_bulletins_public", "bulletins", columns)
    op.create_index("ix_bulletins_unit_path", "bulletins", ["unit_path"], postgresql_ops=operators)
