"""Prints the solution's engine beside micrograd's published design, forward and backward.

Two graphs of n nodes: a balanced tree of sums and products, which recursion can walk, and a chain,
which it cannot beyond a depth of about a thousand. Usage: python benchmarks/engines.py [REPEATS]
"""

import gc
import importlib.util
import statistics
import sys
import time
from pathlib import Path

KIT = Path(__file__).resolve().parent.parent
SIZES = (10**3, 10**4, 10**5, 10**6)


def load(path):
    """Import a module from a file."""
    spec = importlib.util.spec_from_file_location(path.parent.name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tree(engine, nodes):
    """Build a balanced tree of about ``nodes`` nodes; return its root."""
    layer = [engine.Value(1.0 + 1e-6 * i) for i in range((nodes + 1) // 2)]
    multiply = False
    while len(layer) > 1:
        pairs = zip(layer[::2], layer[1::2], strict=False)
        rest = layer[-1:] if len(layer) % 2 else []
        layer = [(a * b * 1e-3 if multiply else a + b) for a, b in pairs] + rest
        multiply = not multiply and len(layer) < 4
    return layer[0]


def chain(engine, nodes):
    """Build a chain of about ``nodes`` nodes; return its root."""
    root, one = engine.Value(1.0), engine.Value(1e-6)
    for _ in range(nodes - 2):
        root = root + one
    return root


def measure(engine, build, nodes, repeats):
    """Return the medians of building the graph and of its backward, in seconds."""
    forward, backward = [], []
    for _ in range(repeats):
        gc.collect()
        began = time.perf_counter()
        root = build(engine, nodes)
        built = time.perf_counter()
        root.backward()
        backward.append(time.perf_counter() - built)
        forward.append(built - began)
    return statistics.median(forward), statistics.median(backward)


def main():
    """Print both tables."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ours = load(KIT / "solutions" / "engine.py")
    theirs = load(KIT / "tests" / "submissions" / "micrograd" / "engine.py")
    for build in (tree, chain):
        print(f"\nengine, {build.__name__}: microseconds a node, median of {repeats}")
        print("      nodes   forward  backward   micrograd: forward  backward   backward ratio")
        for nodes in SIZES:
            mine = measure(ours, build, nodes, repeats)
            shown = "  ".join(f"{seconds / nodes * 1e6:8.3f}" for seconds in mine)
            try:
                other = measure(theirs, build, nodes, repeats)
                beside = "  ".join(f"{seconds / nodes * 1e6:8.3f}" for seconds in other)
                beside = f"           {beside}   {mine[1] / other[1]:14.2f}"
            except RecursionError:
                beside = "           RecursionError"
            print(f"  {nodes:9}  {shown}  {beside}", flush=True)


if __name__ == "__main__":
    main()
