"""What is wrong with arrays as a whole, in words: their shape, their numbers' kind, a curve."""

from __future__ import annotations

from grading.judging.comparison import Array, Row, is_close, is_gradient, numbers_alike, shape_text

FLOAT32_TOLERANCE = 1e-6
LOWER = 0.98  # of the right loss: what is below is no accident


def is_nearly(one: Array, other: Array) -> bool:
    """Tell whether two arrays of one shape are as alike as float32 can be."""
    ones, others = numbers_alike(one, other)
    tolerance = (FLOAT32_TOLERANCE, FLOAT32_TOLERANCE)
    pairs = zip(ones, others, strict=False)
    return len(ones) == len(others) and all(is_close(x, y, tolerance) for x, y in pairs)


def objects_message(row: Row) -> str:
    """Say so where numpy has made an array of tensors; else nothing."""
    if row.observed is None or row.observed[0] != "array" or row.observed[1]["kind"] != "object":
        return ""
    return (
        f"`{row.name}` is an array of objects, not of numbers: numpy has taken a tensor for one "
        "element. Does `__array_ufunc__ = None` stand in the class, and is it `.data` that you "
        "compute with?"
    )


def array_message(row: Row) -> str:
    """Say what is wrong with an array as a whole: its shape, what it holds; else nothing."""
    assert row.observed and row.reference
    one, other = row.observed[1], row.reference[1]
    if one["shape"] != other["shape"]:
        own = ", the shape of its own tensor" if is_gradient(row.name) else ""
        return (
            f"`{row.name}` has the shape {shape_text(one)}, and should have "
            f"{shape_text(other)}{own}."
        )
    if one["kind"] == "float32" and is_nearly(one, other):
        return (
            f"`{row.name}` is right to seven digits only: a float32 has come into it. Let every "
            "array be float64."
        )
    if one["kind"] == other["kind"] == "float64" and is_nearly(one, other):
        return (
            f"`{row.name}` is right to some six digits, not to nine: has a float32 come in on the "
            "way, or was a small number added?"
        )
    if one["kind"] != other["kind"]:
        return f"`{row.name}` holds numbers of kind {one['kind']}, and should hold {other['kind']}."
    return ""


def where_wrong(row: Row) -> str:
    """Say at which place an array is wrong first, where its numbers are known one by one."""
    assert row.reference
    shape, rest = row.reference[1]["shape"], row.wrong[0]
    if "values" not in row.reference[1]:
        return ""
    place: list[int] = []
    for size in reversed(shape):
        rest, at = divmod(rest, size)
        place.insert(0, at)
    more = f" and {len(row.wrong) - 1} more" if len(row.wrong) > 1 else ""
    return f" at {place}{more}"


def is_map(row: Row) -> bool:
    """Tell whether two sides are maps of what depends on what, both known number by number."""
    shape = _shape_of_both(row) if row.name.endswith("dependency map") else []
    return len(shape) == 2 and all(shape)


def map_words(row: Row) -> str:
    """Say of a wrong dependency map which position first depends on one that it must not see.

    Where none does, which does not depend on one that it should; else nothing.
    """
    assert row.observed and row.reference
    columns = row.reference[1]["shape"][1]
    pairs = [
        (place, float(row.observed[1]["values"][place]), row.reference[1]["values"][place])
        for place in row.wrong
    ]
    for place, own, right in pairs:
        if right == 0 and own != 0:
            to, of = divmod(place, columns)
            after = ", which comes after it" if of > to else ""
            return f"Position {to} depends on position {of}{after}: the number there must be 0."
    for place, own, right in pairs:
        if own == 0 and right != 0:
            to, of = divmod(place, columns)
            return f"Position {to} does not depend on position {of}, and should."
    return ""


def curve_message(rows: list[Row]) -> str:
    """Say at which step a training leaves the referee's curve, and what that points to.

    Of curves called ``loss``, ``norm`` and ``lr``, an array each; nothing where there is no loss.
    """
    curves = {row.name.rpartition(": ")[2]: row for row in rows if _is_curve(row)}
    left = {name: row.wrong[0] for name, row in curves.items() if row.wrong}
    if "loss" not in curves or not left:
        return ""
    step = min(left.values())
    if left.get("lr") == step:
        return f"The learning rate is not right from step {step} on: it is the schedule."
    if left.get("loss") == step == 0:
        return (
            "The loss of step 0 is not right, before anything is learned: it is the forward pass."
            + _lower(curves["loss"])
        )
    if step == 0:
        return (
            "The loss of step 0 is right, and the length of its gradients is not: it is the "
            "backward pass, or when it is measured."
        )
    if step == 1:
        return (
            "Step 0 is right, and what follows it is not: it is the optimizer's first step, or the "
            "gradients that it gets."
        )
    return (
        f"All is right up to step {step - 1}. One step by itself is right; what is carried from "
        "step to step is not, such as gradients, means and their t, or the order of the batches."
    )


def _is_curve(row: Row) -> bool:
    is_called_so = row.name.rpartition(": ")[2] in ("loss", "norm", "lr")
    return is_called_so and len(_shape_of_both(row)) == 1


def _shape_of_both(row: Row) -> list[int]:
    """Return the shape of two arrays that are known number by number; nothing if of two shapes."""
    if not row.is_of_arrays:
        return []
    one, other = row.observed[1], row.reference[1]  # type: ignore[index]
    known = "values" in one and "values" in other and one["shape"] == other["shape"]
    return list(one["shape"]) if known else []


def _lower(row: Row) -> str:
    own, right = (float(side[1]["values"][-1]) for side in row[1:3])  # type: ignore[index]
    if not own < LOWER * right:
        return ""
    return (
        f" And yet the last loss, {own:.4g}, is lower than the right one, {right:.4g}: your model "
        "sees the future. Does a position see the letters that it is to predict?"
    )
