"""What KPIs are made of, counted in SQL; the months that were closed."""
