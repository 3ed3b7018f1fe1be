"""Someone who has written half of `exercises/` pulls a newer kit, as README says, and keeps it."""

import subprocess


def git(folder, *arguments):
    """Run git with a name of its own; return what it printed."""
    identity = ["-c", "user.name=A learner", "-c", "user.email=learner@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_newer_kit_keeps_what_was_written(kit_copy, tmp_path):
    git(kit_copy, "init", "-q", "-b", "main")
    git(kit_copy, "add", "-A")
    git(kit_copy, "commit", "-q", "-m", "kit")
    mine = tmp_path / "mine"
    git(tmp_path, "clone", "-q", str(kit_copy), str(mine))

    engine = mine / "exercises" / "engine.py"
    stub = 'raise NotImplementedError("step 11: Value.exp")'
    engine.write_text(engine.read_text().replace(stub, "return my_own_exp(self)"))

    newer = kit_copy / "exercises" / "graph.py"
    newer.write_text(newer.read_text().replace("Seeing an expression", "Looking at an expression"))
    elsewhere = kit_copy / "exercises" / "engine.py"
    elsewhere.write_text(elsewhere.read_text().replace("The autograd engine:", "An engine:"))
    git(kit_copy, "commit", "-q", "-a", "-m", "newer kit")

    git(mine, "pull", "-q", "--rebase", "--autostash")
    text = engine.read_text()
    assert "return my_own_exp(self)" in text and "An engine:" in text
    assert "Looking at an expression" in (mine / "exercises" / "graph.py").read_text()
    assert git(mine, "status", "--porcelain").split() == ["M", "exercises/engine.py"]
