"""The whole sample: plays the world, writes the vendors' files, the expected answers, and their page."""

from pathlib import Path

from data.generator.accounts import FileAccount, write_accounts
from data.generator.export_ga4 import write_ga4
from data.generator.export_identity import write_identity
from data.generator.export_salesforce import write_salesforce
from data.generator.export_survey import write_survey
from data.generator.export_zendesk import write_zendesk
from data.generator.readme import write_readme
from data.generator.world import make_world

SEED = 2026
PEOPLE = 3000


def write_sample(folder: Path, *, seed: int = SEED, people_count: int = PEOPLE) -> list[FileAccount]:
    """Write all files below `folder` and return the account of each export.

    The page is written for the standard size and seed only: its figures are true of no other.
    """
    world = make_world(seed, people_count)
    accounts = [
        *write_ga4(folder, world.acts()),
        *write_salesforce(folder, world.stories),
        *write_zendesk(folder, world.stories),
        *write_survey(folder, world.stories),
    ]
    (folder / "expected").mkdir(parents=True, exist_ok=True)
    write_accounts(folder / "expected" / "accounting.json", accounts)
    write_identity(folder / "expected" / "identity.csv.gz", world.stories)
    if (seed, people_count) == (SEED, PEOPLE):
        write_readme(folder / "README.md", accounts)
    return accounts
