"""Who left or complained for what a measure did away with is planned for as soon as it is seen to work, or no longer is."""

from kcrm.migrations.m001_desk import queue_trigger

# whom it may be about: few measures are checked in a month, and whoever it is not about is left as they are
_ABOUT = "SELECT customer_id, '' FROM away_reason UNION SELECT customer_id, '' FROM complaint WHERE cause IS NOT NULL"

SQL = f"""
{queue_trigger("measure_insert", "INSERT ON measure WHEN NEW.state = 'worked'", _ABOUT)}
{queue_trigger("measure_update", "UPDATE OF state, addresses, done_on, checked_on ON measure WHEN 'worked' IN (NEW.state, OLD.state)", _ABOUT)}
{queue_trigger("measure_delete", "DELETE ON measure WHEN OLD.state = 'worked'", _ABOUT)}
{queue_trigger("away_reason_insert", "INSERT ON away_reason", "SELECT NEW.customer_id, '' WHERE true")}
{queue_trigger("away_reason_delete", "DELETE ON away_reason", "SELECT OLD.customer_id, '' WHERE true")}
"""
