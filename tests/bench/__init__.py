"""The benchmark: its events and its figures."""
