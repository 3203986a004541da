"""KPIs: what they come to of a period, closed months, targets."""
