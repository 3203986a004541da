"""Hours as the file says them: in hundredths of an hour instead of whole minutes.

The building blocks are those of m001. Minutes become the nearest hundredth, half of one rounded up; the next import of the file brings what it
says. Closed months keep what was published of them.
"""


def _in_hundredths(before: str, after: str) -> str:
    return f"""
ALTER TABLE repair_order RENAME COLUMN {before} TO {after};
UPDATE repair_order SET {after} = ({after} * 100 + 30) / 60 WHERE {after} IS NOT NULL;
"""


SQL = f"""
{_in_hundredths("standard_minutes", "standard_centihours")}
{_in_hundredths("actual_minutes", "actual_centihours")}
"""
