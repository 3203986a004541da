"""Calls: what is said of one, what it was for, and what is written down of it."""
