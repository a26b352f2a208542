"""Which staged events are robots' or the company's own by what only the load sees: user agent, address, mail
domain.

Reads int_staged and int_load_identifiers; gives load_flagged_values (kind, value, flag) and, for the mail
domains, the keys that statements.ADD_INTERNAL_KEYS stores.
"""

from __future__ import annotations

import pyarrow as pa

from journeymine.config import Hygiene
from journeymine.engine import Engine

_SCHEMA = pa.schema([("kind", pa.string()), ("value", pa.string()), ("flag", pa.string())])
_AGENTS = "select distinct user_agent as value from int_staged where user_agent is not null order by value"
_ADDRESSES = "select distinct ip as value from int_staged where ip is not null order by value"


def register_flagged_values(engine: Engine, hygiene: Hygiene) -> None:
    """Make load_flagged_values: user agents of robots and addresses of the company's own, each once."""
    agents = [text for text in _values(engine, _AGENTS) if hygiene.is_robot(text)]
    own = [text for text in _values(engine, _ADDRESSES) if hygiene.is_own(text)] if _asks(hygiene) else []
    rows = [("user_agent", text, "bot") for text in agents] + [("ip", text, "internal") for text in own]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    engine.register(
        "load_flagged_values", pa.table([pa.array(c, pa.string()) for c in columns], schema=_SCHEMA)
    )


def _asks(hygiene: Hygiene) -> bool:
    return bool(hygiene.internal_networks)


def _values(engine: Engine, sql: str) -> list[str]:
    return engine.query(sql)["value"].to_pylist()
