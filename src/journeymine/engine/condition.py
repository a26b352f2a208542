"""A condition in SQL that a reader wrote: taken apart and written anew, so that it can be nothing else."""

from __future__ import annotations

from journeymine.errors import UsageError


def one_condition(text: str, *, of: str = "journeys") -> str:
    """One SQL condition, in parentheses.

    Args:
        text: as its reader wrote it.
        of: the table whose columns it names, for the error.

    Raises:
        UsageError: the text is no single condition.
    """
    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError

    try:
        statements = parse(f"select 1 where {text}", dialect="duckdb")
    except SqlglotError as error:
        found = getattr(error, "errors", None)
        reason = found[0]["description"] if found else str(error)
        raise UsageError(f"the condition {text!r} can't be read: {reason}") from None
    select = statements[0] if len(statements) == 1 else None
    parts = {name for name, part in select.args.items() if part} if isinstance(select, exp.Select) else set()
    where = select.args.get("where") if select is not None else None
    if where is None or parts != {"expressions", "where"}:
        raise UsageError(f"expected one condition on the columns of {of}, found {text!r}")
    return f"({where.this.sql(dialect='duckdb')})"
