"""The operations log: that only the first touch of a row counts is seen to by an index instead of by a search before every entry."""

SQL = """
DROP INDEX operation_row_of;
CREATE UNIQUE INDEX operation_row_of ON operation_row (table_name, row_id, operation_id);
"""
