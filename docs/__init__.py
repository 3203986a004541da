"""What is written about kcrm, some of it by `python -m docs.generate`."""
