"""Writing gzip files that depend on their content alone: no time and no name in the header."""

import gzip
from pathlib import Path


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, and its folders; packed where its name ends in .gz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix != ".gz":
        path.write_bytes(content)
        return
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(content)
