"""The notebook, run top to bottom with a real kernel, as it lies in the kit."""

from html import unescape

import pytest

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")

pytestmark = pytest.mark.timeout(180)
MODULES = ("derivatives", "engine", "graph", "by_hand", "nn", "training", "tensor")
MISTAKE = """
text = open(ENGINE).read()
text = text.replace("self.grad += other.data * out.grad", "self.grad = other.data * out.grad")
text = text.replace("other.grad += self.data * out.grad", "other.grad = self.data * out.grad")
open(ENGINE, "w").write(text)
"""


def executed(kit, *more_cells, allow_errors=False):
    """Run the kit's notebook, with more cells behind, in its own folder; return its code cells."""
    folder = kit / "notebooks"
    notebook = nbformat.read(folder / "playground.ipynb", as_version=4)
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in more_cells]
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", allow_errors=allow_errors,
        resources={"metadata": {"path": str(folder)}},
    )  # fmt: skip
    client.execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(cell):
    """Return what a cell shows, by media type."""
    return {kind: text for out in cell.outputs for kind, text in out.get("data", {}).items()}


@pytest.fixture
def finished_kit(kit_copy, solved_text):
    for name in MODULES:
        (kit_copy / "exercises" / f"{name}.py").write_text(solved_text(name))
    return kit_copy


def test_it_runs_top_to_bottom_and_draws_inline(finished_kit):
    cells = executed(finished_kit)
    drawings = [outputs(cell)["image/svg+xml"] for cell in cells if "draw_dot(" in cell.source]
    assert len(drawings) == 2 and all("<svg" in drawing for drawing in drawings)
    assert "x1" in drawings[1] and "grad -1.5000" in unescape(drawings[1])
    graded = outputs(next(cell for cell in cells if cell.source == "%grade 10"))
    assert "28 of 28 points" in graded["text/html"] and "28/28" in graded["text/plain"]


def test_an_edited_module_is_reloaded_and_graded(finished_kit):
    edit = MISTAKE.replace("ENGINE", repr(str(finished_kit / "exercises" / "engine.py")))
    *_, graded, gradient = executed(
        finished_kit, edit, "%grade 10", "n = Value(3.0)\n(n * n).backward()\nn.grad"
    )
    html = outputs(graded)["text/html"]
    assert "a gradient is overwritten instead of accumulated" in html and "<img src=" in html
    assert outputs(gradient)["text/plain"] == "3.0"


def test_before_anything_is_written_cells_stop_at_their_stubs(kit_copy):
    cells = executed(kit_copy, "%grade 99", allow_errors=True)
    raised = [out for cell in cells for out in cell.outputs if out.output_type == "error"]
    assert "step 3: Value.__init__" in [out.evalue for out in raised]
    told = "".join(out.get("evalue", "") + out.get("text", "") for out in cells[-1].outputs)
    assert "there is no step 99" in told and "Traceback" not in told
    assert "grader.py" not in told
    graded = outputs(next(cell for cell in cells if cell.source == "%grade 10"))
    assert "step 3" in graded["text/plain"]
