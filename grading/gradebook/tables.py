"""The gradebook's tables, as SQLAlchemy describes them to any database."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA = 1  # raised by a change that an older kit could not read
LONGEST_NAME = 255
DIGEST = String(64)

metadata = MetaData()

# One row: the version of these tables.
version = Table("gradebook_version", metadata, Column("schema", Integer, primary_key=True))

# What the checks were, in each of their versions.
checks = Table(
    "gradebook_checks",
    metadata,
    Column("version", DIGEST, primary_key=True),
    Column("id", String(LONGEST_NAME), primary_key=True),
    Column("points", Integer, nullable=False),
    Column("program", Text, nullable=False),
)

# What the referee gave: nearly always the same for a whole class, and kept once.
expected = Table(
    "gradebook_expected",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("numbers", LargeBinary(2**24), nullable=False),
)

# The modules of a submission, by its digest; only where they were given.
sources = Table(
    "gradebook_sources",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("modules", LargeBinary(2**24), nullable=False),
)

# One row a graded submission.
attempts = Table(
    "gradebook_attempts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", DIGEST, nullable=False, unique=True),
    Column("learner", String(LONGEST_NAME), nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("checks", DIGEST, nullable=False),
    Column("seed", String(LONGEST_NAME), nullable=False),  # empty for none
    Column("isolation", String(32), nullable=False),
    Column("steps", String(LONGEST_NAME), nullable=False),  # "1-11,13"; empty if refused
    Column("submitted", String(64)),
    Column("graded", String(64), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("kit", String(64), nullable=False),
    Column("refused", Text, nullable=False),
    Column("possible", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("outline", LargeBinary(2**24)),  # of the grade: what scoring needs, quick to read
    Column("expected", DIGEST),
    Column("grade", LargeBinary(2**24)),
    Index("gradebook_by_learner", "learner", "id"),
    Index("gradebook_by_content", "digest", "checks"),
)
