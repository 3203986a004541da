"""Where the rows of each declared record come from: what is joined to its table, and what of it stands in no column of its own.

`declared` has them all, for lists, files and cards of any record; whoever needs a column of one record loads no other.
"""
