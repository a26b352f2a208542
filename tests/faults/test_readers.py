"""A reader in another process sees whole generations, never an older after a newer, and never an error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.warehouse import mini
from tests.warehouse.mini import settings_for, some_rows, write_export

ROOT = Path(__file__).parents[2]
READ = """
import json, sys
from pathlib import Path
from journeymine.warehouse import open_current
stop, warehouse = Path(sys.argv[1]), Path(sys.argv[2])
seen, errors, reads, is_last = [], [], 0, False
while not is_last:
    is_last = stop.exists()
    try:
        with open_current(warehouse) as generation:
            rows = generation.engine.count("visits")
            total = generation.engine.query("select sum(event_count) as n from totals")["n"][0].as_py()
            if rows != total or generation.note is not None:
                errors.append([generation.gen, rows, total, generation.note])
            if not seen or seen[-1] != generation.gen:
                seen.append(generation.gen)
            reads += 1
            if reads == 1:
                print("reading", flush=True)
    except Exception as error:
        errors.append(repr(error))
print(json.dumps({"seen": seen, "errors": errors, "reads": reads}))
"""


def test_a_reader_during_five_publications(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    write_export(tmp_path, "0.csv", some_rows(0, 50))
    mini.run(settings)
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", READ, str(stop), str(settings.warehouse_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        for night in range(1, 6):
            write_export(tmp_path, f"{night}.csv", some_rows(1000 * night, 50))
            assert mini.run(settings).generation == night + 1
        stop.touch()
        found = json.loads(reader.stdout.read())
    assert found["errors"] == []
    assert found["seen"] == sorted(set(found["seen"]))
    assert (found["seen"][0], found["seen"][-1]) == (1, 6)
    assert found["reads"] >= 5
