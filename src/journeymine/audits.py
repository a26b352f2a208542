"""What must agree before anything is published, and what `journeymine verify` proves again afterwards.

Each file of sql/audits/ is one promise: its first line says it, its SELECT finds what breaks it, and no row
may come back.
"""

from __future__ import annotations

from journeymine.engine import Engine, load_models
from journeymine.errors import AuditFailed

_FIRST_WORDS = "-- No row: "


def promises() -> dict[str, str]:
    """Each audit's promise in words, by the name of its model."""
    audits = {name: model for name, model in load_models().items() if model.layer == "audits"}
    return {name: model.sql.splitlines()[0].removeprefix(_FIRST_WORDS) for name, model in audits.items()}


def broken(engine: Engine) -> list[str]:
    """Names of the audits that find something."""
    return [name for name in promises() if len(engine.select_model(name))]


def reconcile(engine: Engine) -> None:
    """Refuse to publish what does not agree.

    Raises:
        AuditFailed: names the promises that do not hold.
    """
    failed = broken(engine)
    if failed:
        said = promises()
        raise AuditFailed(
            "the new generation does not agree with itself and was not published; "
            "the last one is still served. "
            f"What does not hold: {'; '.join(said[name] for name in failed)}"
        )


AUDITS = (reconcile,)
