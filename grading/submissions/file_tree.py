"""The files of one submission, wherever they lie, and which of its folders holds the modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from grading.course.curriculum import MODULES
from grading.course.learner_text import printable
from grading.course.snapshot import MOST_BYTES_OF_A_MODULE, Refused, Snapshot
from grading.submissions.near_names import meant_module, why_not_read

Parts = tuple[str, ...]
Read = Callable[[int], bytes]  # what a file holds, at most so many bytes; raises ``Refused``

MOST_FILES = 10_000
DEEPEST_FOLDER = 3  # below it nobody's modules are looked for
HOME = "exercises"  # the kit's own name of the folder that learners write in
# A virtual environment has thousands of files and links to the system's Python.
MARK_OF_AN_ENVIRONMENT = "pyvenv.cfg"
DEEPEST_ENVIRONMENT = 16
NOT_LOOKED_INTO = ("__MACOSX", "__pycache__", "node_modules")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".lzh", ".cab")
MOST_COPIES = 4
MOST_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Member:
    """One file or folder of a submission."""

    parts: Parts  # empty where its name leads out of the submission
    read: Read | None = None  # a folder has none
    refused: str = ""  # why this file is not read
    unsafe: str = ""  # why nothing of the submission is read


@dataclass
class FileTree:
    """What of a submission's files matters: its modules, its folders, and what it has packed."""

    shown: Path
    folders: set[Parts] = field(default_factory=lambda: {()})
    modules: dict[Parts, dict[str, list[Member]]] = field(default_factory=dict)  # by file name
    near: dict[Parts, dict[str, str]] = field(default_factory=dict)  # what a module is misnamed as
    archives: list[Member] = field(default_factory=list)


def tree_of(members: Iterable[Member], shown: Path) -> FileTree:
    """Return the tree of a submission's members; raises ``Refused`` where one is unsafe."""
    kept: list[Member] = []
    environments: set[Parts] = set()
    for number, member in enumerate(members):
        if number >= MOST_FILES:
            raise Refused(
                f"It holds more than {MOST_FILES:,} files: hand in only the folder `{HOME}`."
            )
        if member.parts and member.parts[-1] == MARK_OF_AN_ENVIRONMENT:
            environments.add(member.parts[:-1])
        if not member.parts or not is_ignored(member.parts):
            kept.append(member)
    tree = FileTree(shown)
    for member in kept:
        above = range(min(len(member.parts), DEEPEST_ENVIRONMENT))
        if environments and any(member.parts[:depth] in environments for depth in above):
            continue
        if member.unsafe:
            raise Refused(member.unsafe)
        _add(tree, member)
    return tree


def snapshot_in(tree: FileTree) -> Snapshot:
    """Return the modules of a tree; raises ``Refused`` where none or several folders hold them."""
    folder = _modules_folder(tree)
    sources: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    for name in MODULES:
        found = {
            written: copies
            for written, copies in tree.modules[folder].items()
            if written.casefold() == f"{name}.py"
        }
        near = tree.near.get(folder, {}).get(name)
        try:
            if found:
                sources[name] = _source(f"{name}.py", found)
            elif near:
                refused[name] = why_not_read(cut(near), name)
        except Refused as reason:
            refused[name] = str(reason)
    return Snapshot(tree.shown.joinpath(*folder), sources, refused)


def is_ignored(parts: Parts) -> bool:
    """Tell whether a file is none that a learner has written: hidden, or in such a folder."""
    return any(part.startswith(".") or part in NOT_LOOKED_INTO for part in parts)


def is_module(file_name: str) -> bool:
    """Tell whether a file is called as a module, in capitals or not."""
    stem, _, suffix = file_name.casefold().rpartition(".")
    return suffix == "py" and stem in MODULES


def archive_suffix(file_name: str, suffixes: tuple[str, ...] = ARCHIVES) -> str:
    """Return the end of a file's name by which it is an archive; nothing where it is none."""
    fitting = [suffix for suffix in suffixes if file_name.casefold().endswith(suffix)]
    return max(fitting, key=len, default="")


def cut(name: str) -> str:
    """Return a name of a learner's, fit for a sentence."""
    text = printable(name)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def _add(tree: FileTree, member: Member) -> None:
    *above, name = member.parts or ("",)
    folder = tuple(above)
    is_file = bool(member.read or member.refused)
    own = folder if is_file else member.parts
    tree.folders.update(own[:depth] for depth in range(1, min(len(own), DEEPEST_FOLDER + 1) + 1))
    if not is_file or len(folder) > DEEPEST_FOLDER:
        return
    if is_module(name):
        tree.modules.setdefault(folder, {}).setdefault(name, []).append(member)
    elif meant := meant_module(name):
        near = tree.near.setdefault(folder, {})
        near[meant] = min(name, near.get(meant, name))  # whatever order the files come in
    elif archive_suffix(name) and len(folder) < 2:
        tree.archives.append(member)


def _modules_folder(tree: FileTree) -> Parts:
    """Return the folder of a learner's modules: the highest one, where possible ``exercises``."""
    kits: set[Parts] = set()  # what lies beside `exercises` in them are no submissions
    for depth in range(DEEPEST_FOLDER + 1):
        roots = [
            folder
            for folder in sorted(tree.folders)
            if len(folder) == depth and not any(folder[:above] in kits for above in range(depth))
        ]
        homes = [(*root, HOME) for root in roots if (*root, HOME) in tree.folders]
        kits.update(home[:-1] for home in homes)
        candidates = [home for home in homes if home in tree.modules]
        for home in candidates:
            if _in_both(tree, home[:-1], home):
                raise _ambiguous(tree, home[:-1], home)
        candidates = candidates or [root for root in roots if root in tree.modules]
        if len(candidates) > 1:
            raise _ambiguous(tree, candidates[0], candidates[1])
        if candidates:
            return candidates[0]
    raise _no_module(tree)


def _no_module(tree: FileTree) -> Refused:
    for folder in sorted(tree.near, key=lambda parts: (len(parts), parts)):
        for name in MODULES:
            if name in tree.near[folder]:
                written = cut("/".join((*folder, tree.near[folder][name])))
                return Refused(f"It holds no module: {why_not_read(written, name)}")
    return Refused(f"It holds no module such as `engine.py`: hand in the folder `{HOME}`.")


def _in_both(tree: FileTree, one: Parts, other: Parts) -> set[str]:
    """Return the modules that two folders hold."""
    names = [set(map(str.casefold, tree.modules.get(folder, ()))) for folder in (one, other)]
    return names[0] & names[1]


def _ambiguous(tree: FileTree, one: Parts, other: Parts) -> Refused:
    module = min(_in_both(tree, one, other), default="")
    places = [cut("/".join((*folder, module))) for folder in (one, other)]
    return Refused(
        f"It holds modules in two places, `{places[0]}` and `{places[1]}`: hand in one of them."
    )


def _source(name: str, found: dict[str, list[Member]]) -> bytes:
    """Return what a module's file holds, of which there may be several copies that are the same."""
    written = sorted(found)
    if len(written) > 1:
        raise Refused(f"There are both `{written[0]}` and `{written[1]}`: keep only `{name}`.")
    if written != [name]:
        raise Refused(f"`{cut(written[0])}` is not read: name it `{name}`.")
    copies = found[name]
    for member in copies:
        if member.refused or member.read is None:
            raise Refused(member.refused)
    contents = {
        member.read(MOST_BYTES_OF_A_MODULE) for member in copies[:MOST_COPIES] if member.read
    }
    if len(contents) > 1 or len(copies) > MOST_COPIES:
        raise Refused(f"`{name}` is in the archive more than once: pack it once.")
    return contents.pop()
