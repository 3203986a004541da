"""KPIs as tables and as a radar."""
