"""By which program and policy everybody was planned last: where neither is another, only those are looked at whom time or a fact concerns."""

SQL = """
ALTER TABLE plan_mark ADD COLUMN planned_by TEXT;
"""
