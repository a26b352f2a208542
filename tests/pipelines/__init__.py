"""Tests of pipelines/: it stays thin, does what the command line does, and its schedule fires."""
