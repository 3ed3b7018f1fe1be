"""The lecture's cells of manual backpropagation, each in the function the kit has for it."""


def backprop_expression(a, b, c, e, d, f, L):
    L.grad = 1.0
    f.grad = d.data
    d.grad = f.data
    c.grad = d.grad * 1.0
    e.grad = d.grad * 1.0
    a.grad = e.grad * b.data
    b.grad = e.grad * a.data


def nudge(inputs, step):
    for p in inputs:
        p.data += step * p.grad


def neuron(x1, x2, w1, w2, b):
    x1w1 = x1 * w1
    x2w2 = x2 * w2
    x1w1x2w2 = x1w1 + x2w2
    n = x1w1x2w2 + b
    o = n.tanh()
    return x1w1, x2w2, x1w1x2w2, n, o


def backprop_neuron(x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o):
    o.grad = 1.0
    n.grad = 1 - o.data**2
    x1w1x2w2.grad = n.grad
    b.grad = n.grad
    x1w1.grad = x1w1x2w2.grad
    x2w2.grad = x1w1x2w2.grad
    x2.grad = w2.data * x2w2.grad
    w2.grad = x2.data * x2w2.grad
    x1.grad = w1.data * x1w1.grad
    w1.grad = x1.data * x1w1.grad
