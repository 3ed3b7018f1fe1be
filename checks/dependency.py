"""Which positions of the output depend on which of the input: exact zeros where they do not."""

from arrays import uneven


def dependency_map(forward, leaf):
    """Return how strongly each position of the output depends on each position of ``leaf``.

    ``forward``: a function that computes the output anew, a tensor of shape (…, T, D). ``leaf``:
    the tensor it starts from, of shape (…, T, C), such as a GPT's table of positions. The result
    has a row for every position of the output, those of the first sample first, and a column for
    every position of ``leaf``: the sum of the sizes of the gradients of its numbers, for an
    uneven upstream gradient at that position of the output alone.
    """
    import numpy

    rows = []
    for place in range(forward().data[..., 0].size):
        leaf.grad = numpy.zeros_like(leaf.data)
        out = forward()
        upstream = numpy.zeros(out.data.shape)
        upstream.reshape(-1, upstream.shape[-1])[place] = uneven(upstream.shape[-1], start=place)
        out.backward(upstream)
        rows.append(numpy.abs(leaf.grad).reshape(-1, leaf.grad.shape[-1]).sum(axis=1))
    return numpy.array(rows)
