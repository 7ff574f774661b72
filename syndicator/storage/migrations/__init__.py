"""Alembic's migrations; `schema.py` runs them, no configuration file is needed."""
