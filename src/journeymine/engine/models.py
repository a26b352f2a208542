"""The SQL models: one file of sql/ is one SELECT is one table; what each reads and binds is taken from its
syntax tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from journeymine.errors import JourneymineError


@dataclass(frozen=True)
class Model:
    """One file of sql/.

    Attributes:
        name: its stem, which is also its table's name.
        layer: its folder: staging, intermediate or marts.
        sql: the SELECT.
    """

    name: str
    layer: str
    sql: str

    @cached_property
    def reads(self) -> frozenset[str]:
        """Names of the tables that it reads, its own CTEs left out."""
        from sqlglot import exp, parse_one
        from sqlglot.optimizer.scope import traverse_scope

        tree = parse_one(self.sql, dialect="duckdb")
        sources = [source for scope in traverse_scope(tree) for source in scope.sources.values()]
        return frozenset(source.name for source in sources if isinstance(source, exp.Table) and source.name)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Names of the `$name` values that it binds."""
        return parameter_names(self.sql)


@lru_cache(maxsize=2048)
def parameter_names(sql: str) -> frozenset[str]:
    """Names of the `$name` values in a statement; quoted text and comments are passed over."""
    import re

    bare = re.sub(r"--[^\n]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", " ", sql)
    return frozenset(re.findall(r"\$([a-z_][a-z0-9_]*)", bare))


@cache
def load_models() -> MappingProxyType[str, Model]:
    """All models by name.

    Raises:
        JourneymineError: two files have the same stem, or the folder is missing.
    """
    models: dict[str, Model] = {}
    for path in sorted(_folder().glob("*/*.sql")):
        if path.stem in models:
            raise JourneymineError(f"two SQL models are called {path.stem}; a stem names one table")
        models[path.stem] = Model(path.stem, path.parent.name, path.read_text(encoding="utf-8"))
    return MappingProxyType(models)


def _folder() -> Path:
    """The sql/ folder: inside an installed package, else at the repository's root."""
    installed = Path(str(files("journeymine"))) / "sql"
    folder = installed if installed.is_dir() else Path(__file__).parents[3] / "sql"
    if not folder.is_dir():
        raise JourneymineError("the folder of SQL models is missing from this installation; install it again")
    return folder
