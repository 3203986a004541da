"""Where in public a complaint stands: the platform it was written on. The building blocks are those of m001."""

SQL = """
ALTER TABLE complaint ADD COLUMN platform TEXT CHECK (platform <> '');
"""
