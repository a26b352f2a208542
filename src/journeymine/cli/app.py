"""The commands and their words; each is a few lines around one call into the package."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from journeymine.cli.show import Shower, fail, print_table
from journeymine.errors import JourneymineError

app = typer.Typer(
    name="journeymine",
    help="Customer journeys from event data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

JourneyFile = Annotated[Path, typer.Option("--config", "-c", metavar="FILE", help="The journey file.")]
DEFAULT_FILE = Path("journey.yaml")
USAGE = 64
INTERRUPTED = 130
_PARSER_USAGE = 2


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to.")],
    preset: Annotated[str, typer.Option(help="Rules to begin with.")] = "ga4-ecommerce",
) -> None:
    """Write a first journey file, commented, and its folders."""
    from journeymine.cli.start import write_start

    for line in write_start(folder, preset):
        print(line)


@app.command()
def check(config: JourneyFile = DEFAULT_FILE) -> None:
    """Check the journey file and its sources without loading: what would match, what would not."""
    from journeymine.cli.trial import try_out
    from journeymine.config import load

    trial = try_out(load(config), Shower())
    for line in trial.lines():
        print(line)


@app.command()
def run(
    config: JourneyFile = DEFAULT_FILE,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Forget what was loaded and read every file again.")
    ] = False,
) -> None:
    """Read, join, measure and publish; a second run with nothing new says so in seconds."""
    from journeymine import build
    from journeymine.config import load

    settings = load(config)
    shower = Shower()
    with build.open_run(settings, full=full, progress=shower.progress) as opened:
        for step in build.STEPS:
            with shower.step(step.name):
                line = opened.do(step)
            if not opened.is_unchanged:
                shower.done(step.name, line)
        print(opened.summary().text())


@app.command()
def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT.")],
    config: JourneyFile = DEFAULT_FILE,
    output: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.table,
) -> None:
    """Ask the published generation, sealed off from all else."""
    from journeymine.cli.opening import opened

    with opened(config) as snapshot:
        print_table(snapshot.rows(query), output.value)


@app.command()
def report(
    config: JourneyFile = DEFAULT_FILE,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write.")] = Path(
        "report.html"
    ),
    language: Annotated[str | None, typer.Option(help="en, pl or ar; the journey file's by default.")] = None,
) -> None:
    """Write one self-contained HTML file from the published generation."""
    from journeymine.cli.opening import opened
    from journeymine.present.report import write_report

    with opened(config) as snapshot:
        print(write_report(snapshot.tables_in(language), snapshot.about_in(language), output))


@app.command()
def dashboard(
    config: JourneyFile = DEFAULT_FILE,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1.")] = 8050,
) -> None:
    """Serve the live dashboard of the published generation on 127.0.0.1."""
    from journeymine.cli.opening import warehouse_of
    from journeymine.present.dashboard import serve

    serve(warehouse_of(config), port=port)


@app.command()
def status(
    config: JourneyFile = DEFAULT_FILE,
    output: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.table,
) -> None:
    """Say what is published, how old it is, and how the last run ended."""
    from journeymine.cli.opening import opened
    from journeymine.cli.report_status import status_table

    with opened(config) as snapshot:
        print_table(status_table(snapshot), output.value)


@app.command()
def verify(config: JourneyFile = DEFAULT_FILE) -> None:
    """Prove that the published tables agree with each other."""
    from journeymine.audits import broken, promises
    from journeymine.cli.opening import opened
    from journeymine.errors import AuditFailed

    with opened(config) as snapshot:
        failed = broken(snapshot.engine)
        for name, promise in promises().items():
            print(f"{'BROKEN' if name in failed else 'holds '}  {promise}")
        print(f"generation {snapshot.generation}, fingerprint {snapshot.fingerprint}")
    if failed:
        raise AuditFailed(f"{len(failed)} promises do not hold; run again with --full")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code: 0, or the code of the error (see errors.py); 64 for wrong
    usage.
    """
    try:
        app(args=None if arguments is None else list(arguments))
    except JourneymineError as error:
        fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        fail("interrupted; run again to go on, nothing half-done was published", INTERRUPTED)
    except SystemExit as ended:
        sys.exit(USAGE if ended.code == _PARSER_USAGE else ended.code)
    sys.exit(0)
