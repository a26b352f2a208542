"""The command: `python -m data.generator [--out FOLDER] [--people N] [--seed N]`."""

import argparse
from pathlib import Path

from data.generator.sample import PEOPLE, SEED, write_sample

HERE = Path(__file__).resolve().parents[1] / "sample"


def main() -> None:
    """Read the arguments, write the files, and say how many rows they have."""
    parser = argparse.ArgumentParser(prog="python -m data.generator", description="Write the sample exports.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: data/sample)")
    parser.add_argument("--people", type=int, default=PEOPLE, help="how many people to play (default: 3000)")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, another world (default: 2026)")
    arguments = parser.parse_args()
    accounts = write_sample(arguments.out, seed=arguments.seed, people_count=arguments.people)
    print(f"{len(accounts)} files, {sum(account.rows for account in accounts)} rows in {arguments.out}")


if __name__ == "__main__":
    main()
