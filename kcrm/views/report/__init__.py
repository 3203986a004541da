"""The monthly report as a page."""
