"""What tells one store of a group from another: its code, and the region it lies in."""

SQL = """
-- code: the name of a folder, too; stores choose it themselves, so nothing here can know that it is theirs alone.
ALTER TABLE store ADD COLUMN code TEXT CHECK (length(code) BETWEEN 1 AND 16 AND code NOT GLOB '*[^A-Z0-9_-]*');
ALTER TABLE store ADD COLUMN region TEXT CHECK (region <> '');
"""
