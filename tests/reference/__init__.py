"""The slow, obvious reading of SEMANTICS sections 1 to 10: plain Python, nothing from journeymine."""
