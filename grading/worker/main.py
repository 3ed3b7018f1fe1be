"""The start of the process that runs a learner's code.

Started as ``python -I main.py FOLDER [--torch] [--status N] [--sandbox USER] [--landlock …]``,
where FOLDER holds the check files; see ``serving``. What is the kit's is loaded with builtins of
its own and then taken out of ``sys.modules``, so that no name that a learner's code replaces is one
that the kit uses.
"""

from __future__ import annotations

import builtins
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "grading.worker"


class KitLoader(SourceFileLoader):
    """Loads a file of the kit, from Python's cache where it is there, with its own builtins."""

    def exec_module(self, module: ModuleType) -> None:
        """Run it."""
        module.__dict__["__builtins__"] = OWN_BUILTINS
        super().exec_module(module)


class KitFinder:
    """Finds this package; nothing else of the kit, and no folder is put on ``sys.path``."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find ``grading``, this package, or a module in it."""
        if name == "grading":
            return spec_of(name, os.path.join(os.path.dirname(HERE), "__init__.py"), [])
        if name == PACKAGE:
            return spec_of(name, os.path.join(HERE, "__init__.py"), [HERE])
        if name.rpartition(".")[0] == PACKAGE:
            return spec_of(name, os.path.join(HERE, f"{name.rpartition('.')[2]}.py"))
        return None


def spec_of(name: str, path: str, subpackages: list[str] | None = None) -> ModuleSpec:
    """Return what Python needs to load a file of the kit."""
    spec = ModuleSpec(name, KitLoader(name, path), origin=path)
    spec.has_location = True
    spec.submodule_search_locations = subpackages
    return spec


class Kit:
    """What is the kit's in this process, out of the reach of ``import``."""

    def __init__(self, finder: KitFinder, own_builtins: dict[str, Any]) -> None:
        """Take what ``finder`` has loaded out of where it is found."""
        self.finder = finder
        self.builtins = own_builtins
        self.modules: dict[str, ModuleType] = {}
        self.__exit__()
        self.main = sys.modules["__main__"]  # kept, since its functions are used
        sys.modules["__main__"] = ModuleType("__main__")

    def __enter__(self) -> Kit:
        """Let it be imported."""
        sys.meta_path.insert(0, self.finder)
        sys.modules.update(self.modules)
        return self

    def __exit__(self, *error: object) -> None:
        sys.meta_path.remove(self.finder)
        for name in [name for name in sys.modules if name.partition(".")[0] == "grading"]:
            self.modules[name] = sys.modules.pop(name)


if __name__ == "__main__":
    OWN_BUILTINS = vars(builtins).copy()
    finder = KitFinder()
    sys.meta_path.insert(0, finder)
    from grading.worker.serving import serve

    serve(sys.argv[1:], Kit(finder, OWN_BUILTINS))
