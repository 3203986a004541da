"""Whom a campaign is for, and what can be concluded from what became of it."""
