"""What a check's numbers have to do with each other, where drawing them apart would spoil it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Relation:
    """A number that follows from another one: so many times it, and so much more."""

    of: str
    times: float = 1.0
    plus: float = 0.0

    def number(self, drawn: Mapping[str, str]) -> str:
        """Return it as it is written, where the other one has been drawn."""
        return repr(round(self.times * float(drawn.get(self.of, self.of)) + self.plus, 9))


HALF_OF_H: Mapping[str, Relation] = {"0.05": Relation("0.1", 0.5)}

RELATED: Mapping[str, Mapping[str, Relation]] = {
    "step01::halving_h_halves_the_error_of_the_forward_difference": HALF_OF_H,
    "step01::halving_h_quarters_the_error_of_the_central_difference": HALF_OF_H,
    "step05::every_gradient_is_the_slope_of_L_along_its_input": {
        "1.0": Relation("1.5", plus=-0.5),
        "1.3": Relation("0.8", plus=0.5),
        "3.0": Relation("2.5", plus=0.5),
        "3.5": Relation("2.5", plus=1.0),
    },
}

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def numbers_in_name(check: str) -> frozenset[str]:
    """Return the whole numbers that a check's name tells of: they stay."""
    words = {str(WORDS.index(word)) for word in re.split("[_:]", check) if word in WORDS}
    return frozenset({*re.findall(r"\d+", check.partition("::")[2]), *words})


# Checks of numbers that come up at random: how many, and between which bounds, is well chosen.
AT_RANDOM = frozenset(
    {
        "step32::random_numbers_to_begin_with",
        "step38::a_new_model_is_sure_of_nothing",
        "step43::the_weights_at_first",
        "step43::weights_filled_anew",
        "step43::the_loss_before_any_training",
    }
)

# Numbers as they are written, by the check's id, and why they stay.
KEPT: Mapping[str, frozenset[str]] = {
    # The parabola is lowest at 2 / 3.
    "step01::forward_difference_at_the_lowest_point": frozenset({"2", "3", "4"}),
    # 0.5 is how far each input is moved.
    "step05::every_gradient_is_the_slope_of_L_along_its_input": frozenset({"0.5"}),
    "step09::a_chain_of_three_hundred_nodes": frozenset({"301"}),
    "step10::doubled_twenty_eight_times": frozenset({"28"}),
    # tanh(n) is (e - 1) / (e + 1) of e to the power of 2 * n.
    "step11::tanh_made_of_exp": frozenset({"2"}),
    # 4096 * 4096 = 16777216 exactly, so that what is added to it is small beside it.
    "step12::a_small_number_beside_large_ones": frozenset({"4096.0", "16777216.0"}),
    # Which h and tolerance accept the error is the point, and close.
    "step34::the_step_and_the_tolerance_of_a_gradcheck": frozenset(
        {"0.1", "0.03", "0.015", "0.001", "1e-7", "2.0"}
    ),
    # Fewer than there are letters.
    "step45::the_likeliest_letters_at_a_temperature": frozenset({"2"}),
    # As likely as four letters.
    "step36::perplexity": frozenset({"0.25"}),
    # The title and the docstring say how it is trained.
    "step37::gradients_find_what_was_counted": frozenset({"10.0", "100", "2.718281828459045"}),
    "step38::four_words_by_heart": frozenset({"2.0", "50", "0.5"}),
    # The powers of ten that keep what is seen of a moderate size.
    "step19::exp_of_numbers_that_are_nearly_too_large": frozenset({"1e86", "1e304", "1e308"}),
    "step19::exp_of_very_negative_numbers": frozenset({"1e-87"}),
}
