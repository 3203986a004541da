"""Reports as pages: of a week, month, quarter or year, and the dealership's own."""
