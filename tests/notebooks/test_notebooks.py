"""The notebooks run from top to bottom on the sample, draw, hold no outputs, and use the public API only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

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


@pytest.fixture(scope="module")
def client(sample_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookClient]:
    """One kernel for all notebooks, beside a finished run of the sample, as `make demo` leaves it."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "data").mkdir()
    (folder / "data" / "sample").symlink_to(sample_run)
    (folder / "notebooks").mkdir()
    place = {"metadata": {"path": str(folder / "notebooks")}}
    client = NotebookClient(new_notebook(), timeout=120, resources=place)
    client.create_kernel_manager()
    client.owns_km = False  # a client ends a kernel of its own with each notebook
    try:
        yield client
    finally:
        client._cleanup_kernel()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, client: NotebookClient) -> None:
    """Each begins without the names of those before it."""
    notebook = client.nb = read(path)
    notebook.cells.insert(0, new_code_cell("%reset -f"))
    client.execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error"] == []
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    pictures = [output for output in outputs if PICTURE in output.get("data", {})]
    assert pictures
    assert all(output.data[PICTURE]["layout"]["meta"]["title"] for output in pictures)
