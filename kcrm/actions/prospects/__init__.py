"""Prospects: registered, contacted, brought forward step by step, given to a consultant, lost and won back."""
