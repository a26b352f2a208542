"""Documentation that a test holds to the code."""
