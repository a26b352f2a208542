"""All tests, by kind: see CONTRIBUTING.md."""
