"""From data to a first journey file: whose a file is, which column is what, where an event may belong, and
what the rules leave out.

`words` is the table of names, `rules` gives a rule for an event, `coverage` says what the rules of a journey
file make of events. `heads` reads the first rows of a file, `vendors`, `tables` and `times` tell what they
are, `exports` sorts files into sources, `draft` writes the journey file, `propose` goes the whole way.
"""
