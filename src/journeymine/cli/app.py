"""The commands and their words; each is a few lines around one call into the package."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from journeymine.cli.ask import questions
from journeymine.cli.show import Shower, fail, print_table
from journeymine.cli.words import DEFAULT_FILE, Format, JourneyFile, Shown
from journeymine.errors import JourneymineError

app = typer.Typer(
    name="journeymine",
    help="Customer journeys from event data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

USAGE = 64
INTERRUPTED = 130
_PARSER_USAGE = 2


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to.")],
    more: Annotated[list[str] | None, typer.Argument(metavar="[PATH...]", help="More of --from.")] = None,
    preset: Annotated[str, typer.Option(help="Rules to begin with.")] = "ga4-ecommerce",
    exports: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="PATH...", help="Exports to propose from: files, folders, globs."),
    ] = None,
) -> None:
    """Write a first journey file, commented: from the exports themselves, or from a preset."""
    from journeymine.cli.start import write_first, write_start
    from journeymine.errors import UsageError

    if more and not exports:
        raise UsageError(f"unexpected {more[0]!r}; say --from before the exports")
    for line in write_first(folder, [*exports, *(more or ())]) if exports else write_start(folder, preset):
        print(line)


@app.command()
def check(
    config: JourneyFile = DEFAULT_FILE,
    output: Annotated[Shown, typer.Option("--format", help="How it is printed.")] = Shown.table,
) -> None:
    """Try some files without loading: events without touchpoint, rules to paste, rules that match nothing."""
    import json

    from journeymine.cli.trial import try_out
    from journeymine.config import load
    from journeymine.questions.cohorts import check_definitions

    settings = load(config)
    check_definitions(settings)
    trial = try_out(settings, Shower())
    if output is Shown.json:
        print(json.dumps(trial.as_tree(), ensure_ascii=False, indent=2))
        return
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
            with shower.step(step.name, opened.left()):
                line = opened.do(step)
            if not opened.is_unchanged:
                shower.done(step.name, line, opened.left())
            if step.name == "load":
                shower.warn(opened.told.lines())
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
def rejects(  # noqa: PLR0913
    config: JourneyFile = DEFAULT_FILE,
    *,
    source: Annotated[str | None, typer.Option(help="Of this source alone.")] = None,
    reason: Annotated[str | None, typer.Option(help="Of this reason alone.")] = None,
    by_line: Annotated[bool, typer.Option("--lines", help="File and line of each.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="With the raw text, which is personal data.")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Have the next run read their sources again, after a fix.")
    ] = False,
    output: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.table,
) -> None:
    """Show what was refused, why and what to do; try again after a fix."""
    from journeymine.cli import rejects as told

    wanted = told.Wanted(source, reason)
    if retry:
        for line in told.retry(config, wanted):
            print(line)
    elif raw:
        print(f"journeymine: {told.PERSONAL}", file=sys.stderr)
        print_table(told.raw_lines(config, wanted), output.value)
    else:
        print_table(told.lines(config, wanted) if by_line else told.counted(config, wanted), output.value)


@app.command()
def verify(
    config: JourneyFile = DEFAULT_FILE,
    *,
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="Also read all files again beside it, and compare every table to the row."
        ),
    ] = False,
) -> None:
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
    if full:
        _verify_rebuilt(config)


def _verify_rebuilt(config: Path) -> None:
    from journeymine.config import load
    from journeymine.errors import AuditFailed
    from journeymine.rebuild import compare_with_rebuild

    found = compare_with_rebuild(load(config), Shower().progress)
    for one in found:
        told = f"{one.published:,} rows published only, {one.rebuilt:,} rebuilt only"
        print(f"{'same   ' if one.is_same else 'DIFFERS'}  {one.table}{'' if one.is_same else f': {told}'}")
    if differing := [one.table for one in found if not one.is_same]:
        raise AuditFailed(
            f"{len(differing)} tables are not what their files give: {', '.join(differing)}; "
            "'journeymine run --full' makes them anew"
        )


@app.command()
def identity(
    key: Annotated[str, typer.Argument(metavar="KEY", help="type:value, type:#pseudonym, or a bare value.")],
    other: Annotated[
        str | None, typer.Option("--with", metavar="KEY", help="Say why this is the same customer.")
    ] = None,
    config: JourneyFile = DEFAULT_FILE,
    output: Annotated[Shown, typer.Option("--format", help="How it is printed.")] = Shown.table,
    *,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show identifiers in clear, from the vault.")
    ] = False,
) -> None:
    """Explain whose an identifier is, and by which rows two identifiers are one customer."""
    from journeymine.cli.identity import Asked, answer, as_json, as_text

    said = answer(config, Asked(key, other, reveal))
    if reveal:
        print("journeymine: this answer shows personal data in clear", file=sys.stderr)
    print(as_json(said) if output is Shown.json else as_text(said))


@app.command("link-people")
def link_people(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The people: CSV with a header, or Parquet.")],
    key: Annotated[str, typer.Option(metavar="COLUMN", help="Column of the identifier.")],
    kind: Annotated[
        str,
        typer.Option("--type", metavar="TYPE", help="Its type: user, crm, or crm:salesforce with a vendor."),
    ],
    config: JourneyFile = DEFAULT_FILE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the pairs as CSV.")
    ] = None,
) -> None:
    """Find people of a list who are probably one person (Splink); customers stay as they are."""
    from journeymine.cli.people import PeopleFile, link

    done = link(config, PeopleFile(file, key, kind), output)
    print_table(done.figures, "table")
    print(done.line)


app.add_typer(questions)


@cache
def _command() -> Callable[..., object]:
    """The tree of commands with their options; making it takes longer than a small command."""
    return typer.main.get_command(app)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code: 0, or the code of the error (see errors.py); 64 for wrong
    usage.
    """
    try:
        _command()(args=None if arguments is None else list(arguments))
    except JourneymineError as error:
        fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        fail("interrupted; run again to go on, nothing half-done was published", INTERRUPTED)
    except SystemExit as ended:
        sys.exit(USAGE if ended.code == _PARSER_USAGE else ended.code)
    sys.exit(0)
