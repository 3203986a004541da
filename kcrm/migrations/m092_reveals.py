"""Why what is masked was revealed is recorded with what was taken out."""

SQL = """
-- reason: why it was revealed; NULL of what was not.
ALTER TABLE access ADD COLUMN reason TEXT CHECK (reason <> '');
"""
