"""When a letter about a recall was sent to whoever could not be reached by telephone.

The building block is that of m001.
"""

from kcrm.migrations.m001_desk import date_column

SQL = f"""
ALTER TABLE recall_vin ADD COLUMN {date_column("letter_on")};
"""
