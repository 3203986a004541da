"""Who goes through a checklist when it is due."""

SQL = """
-- checker_id: who goes through it; nobody in particular where it is empty.
ALTER TABLE checklist ADD COLUMN checker_id INTEGER REFERENCES staff (id);
"""
