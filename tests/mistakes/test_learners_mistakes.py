"""What learners write at a step, the rest as it stands there: the mistake is named, and no other.

The blocks of later steps are stubs, and before step 11 no operation makes a node of a number.
"""

import pytest

from grading.course.curriculum import MODULES
from grading.course.solution_blocks import foundation
from grading.course.stubs import solution_source

WRAPPING = "        other = other if isinstance(other, Value) else Value(other)\n"
ADD_BACKWARD = "            self.grad += out.grad\n            other.grad += out.grad\n"
IN_ADD = '        out = Value(self.data + other.data, (self, other), "+")\n'
IN_MUL = '        out = Value(self.data * other.data, (self, other), "*")\n'
IN_TANH = '        out = Value(math.tanh(self.data), (self,), "tanh")\n'
ALL_OF_BACKWARD = ("        order, visited = [], set()\n", "        node._backward()\n")
ALL_OF_GRADIENT = ("    partial_derivatives = []\n", "    return partial_derivatives\n")
ALL_OF_TRAIN = ("    losses = []\n    for _", "    return losses\n")
ALL_OF_SOFTMAX = ("    largest = max(", "power in powers]\n")
TOPOLOGICAL = """        topo, visited = [], set()

        def build_topo(v):
{}
        build_topo(self)
        self.grad = 1.0
        for node in reversed(topo):
            node._backward()
"""
WITH_A_STACK = """        topo, visited, stack = [], set(), [self]
        while stack:
            v = stack.pop()
            topo.append(v)
            visited.add(v)
            for child in v._prev:
                if child not in visited:
                    stack.append(child)
        self.grad = 1.0
        for node in topo:
            node._backward()
"""
LEFT_SUM = """        out = Value(other + self.data, (self, other), "+")

        def _backward():
            self.grad += out.grad

        out._backward = _backward
        return out
"""
DIFFERENCE = """        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data - other, (self, other), "-")

        def _backward():
            self.grad += out.grad
            other.grad -= out.grad

        out._backward = _backward
        return out
"""
LATE_BOUND = """    moved = []
    for i in range(len(point)):
        moved.append(lambda x: f(*point[:i], x, *point[i + 1 :]))
    return [central_difference(g, x, h) for g, x in zip(moved, point)]
"""
NOT_UNPACKED = """    slopes = []
    for i in range(len(point)):
        up, down = list(point), list(point)
        up[i] += h
        down[i] -= h
        slopes.append((f(up) - f(down)) / (2 * h))
    return slopes
"""
PREDICTED_ONCE = """    losses = []
    predictions = [model(x) for x in xs]
    for _ in range(steps):
        loss = squared_error(predictions, ys)
        zero_grad(model)
        loss.backward()
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        losses.append(loss.data)
    return losses
"""
LAST_IS_LINEAR = """        for layer in self.layers[:-1]:
            x = layer(x)
        x = x if isinstance(x, list) else [x]
        out = []
        for n in self.layers[-1].neurons:
            act = n.b
            for wi, xi in zip(n.w, x):
                act = act + wi * xi
            out.append(act)
        return out[0] if len(out) == 1 else out
"""
STUB = '        raise NotImplementedError("step 9: Value.backward")\n'
SHARED_CHILDREN = [
    ("_children=()", "_children=[]"),
    ("self._prev = tuple(_children)", "self._prev = _children"),
    (IN_ADD, "        out = Value(self.data + other.data)\n        out._prev += [self, other]\n"),
    (IN_MUL, "        out = Value(self.data * other.data)\n        out._prev += [self, other]\n"),
]


def tanh(*lines):
    """Return the change of the line that computes tanh to these lines."""
    return [(IN_TANH, "".join(f"        {line}\n" for line in lines))]


# The module, the changes, the step, and the mistake's name.
WRITTEN_AT_A_STEP = {
    "lambdas look i up late": (
        "derivatives", [(ALL_OF_GRADIENT, LATE_BOUND)], 2, "functions-made-in-a-loop"),
    "f(up)": ("derivatives", [(ALL_OF_GRADIENT, NOT_UNPACKED)], 2, "point-not-unpacked"),
    "repr prints": (
        "engine", [('return f"Value(data={self.data})"', 'print(f"Value({self.data})")')],
        3, "repr-returns-no-text"),
    "repr of itself": (
        "engine", [('return f"Value(data={self.data})"', "return str(self)")],
        3, "repr-calls-itself"),
    "repr without f": (
        "engine", [('return f"Value(data={self.data})"', 'return "Value({self.data})"')],
        3, "repr-without-the-number"),
    "+ and * exchanged": (
        "engine", [("data + other.data", "data % other.data"), ("data * other", "data + other"),
                   ("data % other.data", "data * other.data")],
        3, "formula-of-another-operation"),
    "one list of children": ("engine", SHARED_CHILDREN, 3, "children-shared-by-all-nodes"),
    "self.data + other": (
        "engine", [("self.data + other.data", "self.data + other")], 3, "number-and-node-mixed"),
    "gradients start at 1": (
        "engine", [("self.grad = 0.0", "self.grad = 1.0")], 3, "gradient-starts-at-one"),
    "tanh of two nodes": (
        "engine", tanh("e = Value(math.exp(2 * self.data), (self,))",
                       'out = Value((e.data - 1) / (e.data + 1), (e,), "tanh")'),
        7, "tanh-of-several-nodes"),
    "e^(2n + 1)": (
        "engine", tanh("n = self.data",
                       "t = math.exp(2*n - 1) / math.exp(2*n + 1)", "out = Value(t, (self,))"),
        7, "tanh-wrong-formula"),
    "2**x": (
        "engine", tanh("x = 2**self.data", "out = Value((x - 1) / (x + 1), (self,))"),
        7, "tanh-wrong-formula"),
    "math.tanh(self)": (
        "engine", tanh("out = Value(math.tanh(self), (self,))"), 7, "function-of-a-node"),
    "math.exp(2 * self)": (
        "engine", tanh("e = math.exp(2 * self)", "out = Value((e - 1) / (e + 1), (self,))"),
        7, "function-of-a-node"),
    "tanh is a number": ("engine", tanh("out = math.tanh(self.data)"), 7, "tanh-makes-a-number"),
    "returned above the given lines": (
        "engine", [(IN_ADD, IN_ADD.replace("out =", "return"))], 8, "passes-nothing-on"),
    "other * out.grad": (
        "engine", [("other.data * out.grad", "other * out.grad"),
                   ("self.data * out.grad", "self * out.grad")],
        8, "node-where-number-is-meant"),
    "out**2": ("engine", [("1 - out.data**2", "1 - out**2")], 8, "node-where-number-is-meant"),
    "+ and * called at once": (
        "engine", [("out._backward = _backward\n", "out._backward = _backward()\n")],
        8, "closure-called-at-once"),
    "-= for the second input": (
        "engine", [(ADD_BACKWARD, ADD_BACKWARD.replace("other.grad +=", "other.grad -="))],
        8, "gradient-subtracted"),
    "loop and append outside the if": (
        "engine", [(ALL_OF_BACKWARD, TOPOLOGICAL.format(
            "            if v not in visited:\n                visited.add(v)\n"
            "            for child in v._prev:\n                build_topo(child)\n"
            "            topo.append(v)\n"))],
        9, "visited-not-remembered"),
    "append in the loop": (
        "engine", [(ALL_OF_BACKWARD, TOPOLOGICAL.format(
            "            if v not in visited:\n                visited.add(v)\n"
            "                for child in v._prev:\n                    build_topo(child)\n"
            "                    topo.append(v)\n"))],
        9, "appended-once-for-each-input"),
    "pushed twice": ("engine", [(ALL_OF_BACKWARD, WITH_A_STACK)], 9, "waits-in-the-list-twice"),
    "= and no backward yet": (
        "engine", [("self.grad += (1", "self.grad = (1"),
                   (ALL_OF_BACKWARD, STUB)],
        10, "overwritten-gradient"),
    "the exponent is a child": (
        "engine", [('(self,), f"**', '(self, other), f"**')], 11,
        "plain-number-among-the-children"),
    "the number on the left is a child": (
        "engine", [("        return self + other\n", LEFT_SUM)],
        11, "plain-number-among-the-children"),
    "both": (
        "engine", [('(self,), f"**', '(self, other), f"**'),
                   ("        return self + other\n", LEFT_SUM)],
        11, "plain-number-among-the-children"),
    "numbers accepted nowhere": ("engine", [(WRAPPING, "")], 11, "number-not-accepted"),
    "radd and rmul call themselves": (
        "engine", [("return self + other\n", "return other + self\n"),
                   ("return self * other\n", "return other * self\n")],
        11, "reflected-operator-calls-itself"),
    "exp of exp": (
        "engine", [("= out.data * out.grad", "= math.exp(out.data) * out.grad")],
        11, "exp-of-exp"),
    "math.exp(self)": (
        "engine", [("math.exp(self.data)", "math.exp(self)")], 11, "node-in-the-forward-line"),
    "self.data - other": (
        "engine", [("        return self + (-other)\n", DIFFERENCE)],
        11, "node-in-the-forward-line"),
    "self ** other": (
        "engine", [("Value(self.data**other", "Value(self**other")],
        11, "new-operation-calls-itself"),
    "inputs changed": (
        "engine", [(IN_ADD, "        self.data += other.data\n        out = self\n")],
        3, "input-changed-by-an-operation"),
    "zip from the second on": (
        "nn", [("zip(self.w, x,", "zip(self.w[1:], x[1:],")], 13, "a-product-left-out"),
    "relu": ("nn", [("activation.tanh()", "activation.relu()")], 13, "relu-for-tanh"),
    "the last layer is linear": (
        "nn", [(("        for layer in self.layers:\n", "        return x\n"), LAST_IS_LINEAR)],
        13, "last-layer-without-tanh"),
    "predicted before the loop": (
        "training", [(ALL_OF_TRAIN, PREDICTED_ONCE)], 16, "predicted-before-the-loop"),
    "max(logits)": (
        "training", [("max(logit.data for logit in logits)", "max(logits)")],
        20, "largest-of-nodes"),
}  # fmt: skip


def as_it_stands(submission, step):
    """Write the solutions as a learner has them at a step."""
    for module in MODULES:
        text = foundation(solution_source(module), step)
        submission.write(module, text if step >= 11 else text.replace(WRAPPING, ""))


def change(submission, module, old, new):
    """Change a text, or all from where one begins to where another ends."""
    if isinstance(old, str):
        submission.change(module, old, new)
        return
    text = (submission.folder / f"{module}.py").read_text(encoding="utf-8")
    begin = text.index(old[0])
    submission.write(module, text[:begin] + new + text[text.index(old[1], begin) + len(old[1]) :])


@pytest.mark.parametrize("name", WRITTEN_AT_A_STEP)
def test_the_mistake_is_named(name, unsolved):
    module, changes, step, mistake = WRITTEN_AT_A_STEP[name]
    as_it_stands(unsolved, step)
    for old, new in changes:
        change(unsolved, module, old, new)
    checks = unsolved.checks(step).values()
    assert {check["mistake"] for check in checks} - {None} == {mistake}


RETURNS = {
    "forward_difference": ("derivatives", "return (f(x + h) - f(x)) / h", 1),
    "gradient": ("derivatives", "return partial_derivatives", 2),
    "trace": ("graph", "return nodes, edges", 4),
    "neuron": ("by_hand", "return x1w1, x2w2, x1w1x2w2, n, o", 7),
    "squared_error": ("training", "return sum((yout", 14),
    "softmax": ("training", "return [power / total", 20),
    "mini_batches": ("training", "return batches", 21),
}


@pytest.mark.parametrize("function", RETURNS)
def test_a_forgotten_return_is_said(function, unsolved):
    module, line, step = RETURNS[function]
    as_it_stands(unsolved, step)
    unsolved.change(module, line, line.removeprefix("return "))
    messages = {check["message"] for check in unsolved.checks(step).values()}
    assert f"`{function}` returned nothing: is its `return` missing?" in messages


METHODS_WITHOUT_RETURN = {
    "Value.__add__": ("engine", "        return out\n", 3),
    "Neuron.__call__": ("nn", "        return activation.tanh()", 13),
    "Layer.__call__": ("nn", "        return outputs[0]", 13),
    "MLP.__call__": ("nn", "        return x\n", 13),
}


@pytest.mark.parametrize("function", METHODS_WITHOUT_RETURN)
def test_a_method_without_return_is_named_where_its_none_is_used(function, solved):
    module, line, step = METHODS_WITHOUT_RETURN[function]
    source = (solved.folder / f"{module}.py").read_text()
    start = source.index(f"def {function.split('.')[1]}", source.index(f"class {function[:3]}"))
    place = source.index(line, start)
    rest = line.replace("return ", "") + source[place + len(line) :]
    solved.write(module, source[:place] + rest)
    failed = [check for check in solved.checks(step).values() if check["status"] == "error"]
    assert all(f"`{function}` has no `return`." in check["message"] for check in failed)
    first = source[: source.rindex("\n    def", 0, place)].count("\n") + 2
    assert failed and {(c["file"], c["line"]) for c in failed} == {(f"{module}.py", first)}


# These are no known mistakes, or not sure to be one: nothing is claimed.
NOT_KNOWN = {
    "a slow sum": (
        [(IN_ADD, f"        import time\n        time.sleep(0.2)\n{IN_ADD}")], 10),
    "memory used up": (
        [("                order.append(node)",
          "                order.append(node)\n"
          "                kept = bytes(600_000_000)")], 10),
    "one input's derivative without its sign": (
        [("self.grad += other.data * out.grad", "self.grad += abs(other.data) * out.grad")], 8),
    "the sum's rule for one factor": (
        [("other.grad += self.data * out.grad", "other.grad += out.grad")], 8),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_KNOWN)
def test_nothing_is_claimed_of_what_is_not_known(name, unsolved):
    changes, step = NOT_KNOWN[name]
    as_it_stands(unsolved, step)
    for old, new in changes:
        change(unsolved, "engine", old, new)
    failed = [c for c in unsolved.checks(step).values() if c["status"] != "passed"]
    assert failed and {check["mistake"] for check in failed} == {None}
