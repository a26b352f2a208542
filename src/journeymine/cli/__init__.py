"""The command line: `journeymine init | check | run | sql | report | dashboard | status | rejects | …`."""

from journeymine.cli.app import main

__all__ = ["main"]
