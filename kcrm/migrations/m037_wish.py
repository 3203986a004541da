"""What a customer wishes for at each visit and call: to wait in the lounge, the old parts, only this advisor."""

SQL = """
ALTER TABLE customer ADD COLUMN wish TEXT CHECK (wish <> '');
"""
