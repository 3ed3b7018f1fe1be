"""Importing a fixed table of modules, name → path, and no others from where they lie.

Used by the worker for a learner's modules and by the judge for twins and solutions, so that
``import engine`` means one thing at a time and no folder has to be put on ``sys.path``.
"""

from __future__ import annotations

import contextlib
import os
import sys
from functools import lru_cache
from importlib.machinery import ModuleSpec, SourceFileLoader

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import CodeType, ModuleType, TracebackType
    from typing import Any, Protocol

    from grading.worker.sources import Sources

    class Files(Protocol):
        """Where modules come from."""

        def has(self, path: str) -> bool: ...
        def code_of(self, path: str) -> CodeType: ...


# fmt: off
AUTOGRAD_LIBRARIES = frozenset(
    {
        "torch", "tensorflow", "jax", "jaxlib", "autograd", "micrograd", "tinygrad",
        "mxnet", "paddle", "theano", "aesara", "pytensor", "chainer", "keras", "mlx",
        "needle", "minitorch", "functorch", "tinytorch", "dezero",
    }
)
# fmt: on


class FilesOnDisk:
    """Modules as they lie in files: the referee's, not a learner's."""

    def has(self, path: str) -> bool:
        """Tell whether there is such a file."""
        return os.path.isfile(path)

    def code_of(self, path: str) -> CodeType:
        """Return the code of a file; raises what ``compile`` does, and ``OSError``."""
        with open(path, "rb") as file:
            return compiled(path, file.read())


class KitFiles(FilesOnDisk):
    """The check files, from Python's own cache where they are there."""

    def code_of(self, path: str) -> CodeType:
        """Return the code of a file of the kit."""
        return SourceFileLoader("check", path).get_code("check")  # type: ignore[return-value]


def support_files(checks: str) -> dict[str, str]:
    """Return the programs that check files share: the files in ``checks`` that are no checks."""
    return {
        name.removesuffix(".py"): os.path.join(checks, name)
        for name in os.listdir(checks)
        if name.endswith(".py") and not name.startswith(("test_", "conftest"))
    }


@lru_cache(maxsize=128)
def compiled(path: str, source: bytes) -> CodeType:
    """Return the code of a source."""
    code: CodeType = compile(source, path, "exec", dont_inherit=True)
    return code


def load_library(library: str) -> None:
    """Import a library, where it is there, so that the processes forked from now on have it."""
    if library not in sys.modules:
        with contextlib.suppress(ImportError):
            __import__(library)


def reachable(used: Iterable[str], paths: Iterable[str], sources: Sources) -> set[str]:
    """Return the paths of these modules and of all that they import, as far as it is known."""
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(os.path.basename(path).removesuffix(".py"), []).append(path)
    found: set[str] = set()
    unseen = list(used)
    while unseen:
        for path in by_name.pop(unseen.pop(), []):
            found.add(path)
            unseen += sources.names_in(path)
    return found


class ModuleLoader:
    """A finder and loader for ``sys.meta_path`` that serves the files in ``paths``."""

    def __init__(
        self,
        paths: Mapping[str, str],
        refuse: frozenset[str] = frozenset(),
        loaded: Callable[[ModuleType], None] | None = None,
        files: Files | None = None,
        builtins: dict[str, Any] | None = None,
    ) -> None:
        """``refuse``: libraries not to be had; ``loaded`` is told of each module.

        ``files``: where modules come from, if not from the disk. ``builtins``: those they get.
        """
        self.builtins = builtins
        self.paths = dict(paths)
        self.files = files or FilesOnDisk()
        self.refuse = refuse
        self.loaded = loaded
        self.codes: dict[str, CodeType] = {}  # by path, in place of what the file holds
        self.loading: list[str] = []  # after a failure: the modules it came through

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find ``name`` in the table; raise ``ImportError`` for a library that is refused."""
        if name.partition(".")[0] in self.refuse:
            raise ImportError(
                f"`{name}` is not available here: this step is about writing it yourself"
            )
        if name in self.paths:
            if not self.files.has(self.paths[name]):
                self.loading.append(name)
                raise ModuleNotFoundError(f"{name}.py is missing", name=name)
            return ModuleSpec(name, self, origin=str(self.paths[name]))  # type: ignore[arg-type]
        if name not in sys.stdlib_module_names and self._lies_beside(name):
            raise ModuleNotFoundError(
                f"{name}.py is not one of the kit's modules; put its code into one of them",
                name=name,
            )
        return None

    def _lies_beside(self, name: str) -> bool:
        """Tell whether a file of this name lies in the folder of one of the modules."""
        if name.lower() in self.paths:
            return False  # where capitals do not count in names of files, it is the module itself
        folders = {os.path.dirname(path) for path in self.paths.values()}
        return any(os.path.isfile(os.path.join(folder, f"{name}.py")) for folder in folders)

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave the making of the module object to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's file in it."""
        path = str(self.paths[module.__name__])
        module.__file__ = path
        if self.builtins is not None:
            module.__dict__["__builtins__"] = self.builtins
        self.loading.append(module.__name__)
        exec(self.codes.get(path) or self.files.code_of(path), module.__dict__)
        if self.loaded:
            self.loaded(module)
        self.loading.pop()

    def load(self, names: Iterable[str]) -> dict[str, ModuleType]:
        """Import ``names`` afresh, and return them by name."""
        for known in self.paths:
            sys.modules.pop(known, None)
        return {name: __import__(name) for name in names}

    def __enter__(self) -> ModuleLoader:
        sys.meta_path.insert(0, self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        sys.meta_path.remove(self)
        for known in self.paths:
            sys.modules.pop(known, None)
