"""The notebooks run from top to bottom on the sample, draw, hold no outputs, and use the public API only."""

from __future__ import annotations

import ast
import shutil
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MOST_CELLS = 15
PICTURE = "application/vnd.plotly.v1+json"


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def test_they_follow_each_other() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_first_look",
        "02_where_carts_die",
        "03_back_and_forth",
        "04_two_personas",
        "05_before_and_after",
        "06_attribution",
    ]
    for path, following in pairwise(NOTEBOOKS):
        assert f"`{following.name}`" in read(path).cells[-1].source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_short_and_clean(path: Path) -> None:
    cells = read(path).cells
    assert len(cells) <= MOST_CELLS
    assert not [cell for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_uses_the_public_api(path: Path) -> None:
    code = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code")
    imported = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imported for alias in node.names}
    assert names <= {"journeymine", "pandas", "networkx"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, sample_run: Path, tmp_path: Path) -> None:
    """Executed beside a finished run of the sample, as `make demo` leaves it."""
    from nbclient import NotebookClient

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sample").symlink_to(sample_run)
    (tmp_path / "notebooks").mkdir()
    shutil.copy(path, tmp_path / "notebooks")
    notebook = read(path)
    client = NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path / "notebooks")}}
    )
    client.execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error"] == []
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    pictures = [output for output in outputs if PICTURE in output.get("data", {})]
    assert pictures
    assert all(output.data[PICTURE]["layout"]["meta"]["title"] for output in pictures)
