"""Reports of the dealership's own: kept, checked, filled."""
