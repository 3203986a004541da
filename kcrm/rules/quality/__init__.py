"""How good the data are (the source documents on customer files)."""
