"""Importing a fixed table of modules, name → file, and no others from where they lie.

Used by the worker for a learner's modules and by the judge for twins and solutions, so that
``import engine`` means one thing at a time and no folder has to be put on ``sys.path``.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import CodeType, ModuleType, TracebackType
    from typing import Any

# fmt: off
AUTOGRAD_LIBRARIES = frozenset(
    {
        "torch", "tensorflow", "jax", "jaxlib", "autograd", "micrograd", "tinygrad",
        "mxnet", "paddle", "theano", "aesara", "pytensor", "chainer", "keras", "mlx",
        "needle", "minitorch", "functorch", "tinytorch", "dezero",
    }
)
# fmt: on

_compiled: dict[str, tuple[bytes, CodeType]] = {}


def compiled(path: str) -> CodeType:
    """Return the code object of the file at ``path``, kept until the file's bytes change."""
    if not os.path.isfile(path):  # to read from a pipe would have no end
        raise FileNotFoundError(path)
    with open(path, "rb") as file:
        source = file.read()
    known = _compiled.get(path)
    if known is None or known[0] != source:
        known = _compiled[path] = (source, compile(source, path, "exec", dont_inherit=True))
    return known[1]


def source_of(path: str) -> bytes:
    """Return the bytes of a file that was compiled; none where it was not."""
    return _compiled[path][0] if path in _compiled else b""


def source_line(path: str, number: int) -> bytes:
    """Return a line of a file that was compiled; empty where there is none."""
    lines = source_of(path).splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else b""


def reachable(used: Iterable[str], paths: Iterable[str]) -> set[str]:
    """Return the paths of these modules and of all that they import, as far as can be compiled."""
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(os.path.basename(path).removesuffix(".py"), []).append(path)
    found: set[str] = set()
    unseen = list(used)
    while unseen:
        for path in by_name.pop(unseen.pop(), []):
            found.add(path)
            try:
                unseen += compiled(path).co_names
            except Exception:  # it is reported when the check's own process imports it
                continue
    return found


class ModuleLoader:
    """A finder and loader for ``sys.meta_path`` that serves the files in ``paths``."""

    def __init__(
        self,
        paths: Mapping[str, str],
        refuse: frozenset[str] = frozenset(),
        loaded: Callable[[ModuleType, bytes], None] | None = None,
    ) -> None:
        """``refuse``: libraries not to be had; ``loaded`` is told of each module and its source."""
        self.paths = dict(paths)
        self.refuse = refuse
        self.loaded = loaded
        self.codes: dict[str, CodeType] = {}  # by path, in place of what the file holds
        self.loading: list[str] = []  # after a failure: the modules it came through

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find ``name`` in the table; raise ``ImportError`` for a library that is refused."""
        if name.partition(".")[0] in self.refuse:
            own = "; yours is in engine.py: `from engine import Value`" * name.startswith(
                "micrograd"
            )
            raise ImportError(
                f"`{name}` is not available here: this step is about writing it yourself{own}"
            )
        if name in self.paths:
            if not os.path.isfile(self.paths[name]):
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
        folders = {os.path.dirname(path) for path in self.paths.values()}
        return any(os.path.isfile(os.path.join(folder, f"{name}.py")) for folder in folders)

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave the making of the module object to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's file in it."""
        path = str(self.paths[module.__name__])
        module.__file__ = path
        self.loading.append(module.__name__)
        exec(self.codes.get(path) or compiled(path), module.__dict__)
        if self.loaded:
            self.loaded(module, source_of(path))
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
