"""Reading files: which ones a journey file names, and one landed file into one raw table with every record
accounted for.

`list_files` and `empty_patterns` expand the globs; `read` gives a `RawFile`, whose model makes the event
shape of it.
"""

from journeymine.sources.files import SourceFile, empty_patterns, list_files
from journeymine.sources.loading import RawFile
from journeymine.sources.read import read
from journeymine.sources.reasons import EXPECTED, REMEDIES
from journeymine.sources.told import Told

__all__ = ["EXPECTED", "REMEDIES", "RawFile", "SourceFile", "Told", "empty_patterns", "list_files", "read"]
