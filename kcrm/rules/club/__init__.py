"""The owners' club, its events, and what advertisements brought."""
