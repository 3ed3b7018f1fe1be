"""The curriculum: parts, steps, and the module each step is written in."""

from collections.abc import Iterable
from dataclasses import dataclass

# Videos by the name that a step calls them by; where it names none, it is the lecture.
VIDEOS = {
    "micrograd": "VMj-3S1tku0",
    "makemore 1": "PaCmpygFfXo",
    "makemore 2": "TCH_1BHY58I",
    "makemore 3": "P6sfmUTpUmc",
    "makemore 4": "q8SA3rM6ckI",
    "build GPT": "kCc8FmEb1nY",
    "GPT-2": "l8pRSuU81PU",
    "GPT Tokenizer": "zduSFxRajkE",
}

PARTS = {
    1: "Derivatives and graphs",
    2: "Autograd and training",
    3: "Sturdier than the lecture",
    4: "A GPT in plain numbers",
    5: "Tensors",
    6: "A language model",
}

# Their nodes are tensors.
ON_TENSORS = (
    "tensor",
    "functional",
    "layers",
    "optim",
    "two_moons",
    "tokens",
    "bigram",
    "mlp_lm",
    "attention",
    "gpt",
)

MODULES = (
    "derivatives",
    "engine",
    "graph",
    "by_hand",
    "in_torch",
    "nn",
    "training",
    "scalar_gpt",
    *ON_TENSORS,
    "bpe",
)

# Their parts have passed checks of their own: what is wrong in one is one operation among many.
WHOLE_MODELS = ("attention", "gpt")

# A step in any other stands on others; its checks can be run on a foundation.
STANDING_ALONE = ("derivatives", "engine", "in_torch", "tensor", "tokens", "bpe")

NEEDS_TORCH = "in_torch"
NEEDS_TIKTOKEN = "bpe"  # not a learner's: its live referee


@dataclass(frozen=True)
class Step:
    """One chapter: one check file, one lesson; of most, a place in a video they follow."""

    number: int
    part: int
    title: str
    slug: str
    lecture: str | None
    modules: tuple[str, ...]

    @property
    def check_file(self) -> str:
        """The name of its file in ``checks/``."""
        return f"test_step{self.number:02}_{self.slug}.py"

    @property
    def lesson_file(self) -> str:
        """The name of its page in ``lessons/``."""
        return f"{self.number:02}_{self.slug}.md"

    @property
    def lecture_link(self) -> str | None:
        """The video at the minute where this step begins."""
        if self.lecture is None:
            return None
        video, _, place = self.lecture.rpartition(" ")
        video = video or "micrograd"
        hours, minutes, seconds = (int(field) for field in place.split(":"))
        start = hours * 3600 + minutes * 60 + seconds
        return f"https://www.youtube.com/watch?v={VIDEOS[video]}&t={start}s"


STEPS = tuple(
    Step(number, part, title, slug, lecture, modules)
    for number, part, title, slug, lecture, modules in (
        (1, 1, "The slope of a function", "slope", "0:08:08", ("derivatives",)),
        (2, 1, "One input at a time", "gradient", "0:14:12", ("derivatives",)),
        (3, 1, "A value that remembers", "value", "0:19:09", ("engine",)),
        (4, 1, "See the graph", "graph", "0:25:02", ("graph",)),
        (5, 1, "By hand: an expression", "by_hand_expression", "0:32:10", ("by_hand",)),
        (6, 1, "One step of optimisation", "nudge", "0:51:10", ("by_hand",)),
        (7, 1, "By hand: a neuron", "by_hand_neuron", "0:52:52", ("engine", "by_hand")),
        (8, 2, "Every operation passes it on", "local_backward", "1:09:02", ("engine",)),
        (9, 2, "One call for the whole graph", "backward", "1:17:32", ("engine",)),
        (10, 2, "A node used twice", "reuse", "1:22:28", ("engine",)),
        (11, 2, "More operations", "more_operations", "1:27:05", ("engine",)),
        (12, 2, "The same in PyTorch", "in_torch", "1:39:31", ("in_torch",)),
        (13, 2, "Neuron, layer, network", "network", "1:43:55", ("nn",)),
        (14, 2, "How wrong is it?", "loss", "1:51:04", ("training",)),
        (15, 2, "All the parameters", "parameters", "1:57:56", ("nn", "training")),
        (16, 2, "Gradient descent", "gradient_descent", "2:01:12", ("training",)),
        (17, 2, "Teach PyTorch a function", "torch_function", "2:21:10", ("in_torch",)),
        (18, 3, "The other operators", "other_operators", "2:16:46", ("engine",)),
        (19, 3, "Deep graphs, large numbers", "deep_and_large", None, ("engine",)),
        (20, 3, "A classifier's losses", "classifier_losses", None, ("training",)),
        (21, 3, "Two moons", "two_moons", None, ("training",)),
        (22, 4, "Attention in plain numbers", "attention", "build GPT 1:02:00", ("scalar_gpt",)),
        (23, 4, "A GPT that learns names", "names", None, ("scalar_gpt",)),
        (24, 5, "A tensor", "tensor", "makemore 4 0:13:01", ("tensor",)),
        (25, 5, "Shapes that stretch", "broadcasting", "makemore 1 0:36:17", ("tensor",)),
        (26, 5, "Sums", "sums", "makemore 4 0:13:01", ("tensor",)),
        (27, 5, "The matrix product", "matrix_product", "makemore 4 0:13:01", ("tensor",)),
        (28, 5, "The same numbers, another shape", "reshaping", "makemore 2 0:18:35", ("tensor",)),
        (29, 5, "Picking rows", "indexing", "makemore 2 0:12:19", ("tensor", "functional")),
        (30, 5, "Cross-entropy in one go", "cross_entropy", "makemore 4 1:26:31", ("functional",)),
        (31, 5, "Layer norm", "layer_norm", "build GPT 1:32:51", ("functional",)),
        (32, 5, "Modules", "modules", "makemore 3 1:18:35", ("layers",)),
        (33, 5, "Optimisers", "optimisers", "GPT-2 2:14:55", ("optim",)),
        (
            34,
            5,
            "The same network, faster",
            "faster",
            "makemore 2 0:41:25",
            ("tensor", "two_moons"),
        ),
        (35, 6, "Text becomes numbers", "tokens", "build GPT 0:09:28", ("tokens",)),
        (36, 6, "Count the pairs", "pairs", "makemore 1 0:12:45", ("bigram",)),
        (37, 6, "The same by gradient", "bigram", "makemore 1 1:02:57", ("bigram",)),
        (38, 6, "A memory of three letters", "three_letters", "makemore 2 0:09:03", ("mlp_lm",)),
        (
            39,
            6,
            "Averaging the past, three ways",
            "averages",
            "build GPT 0:42:13",
            ("functional", "attention"),
        ),
        (40, 6, "One head", "one_head", "build GPT 1:02:00", ("attention",)),
        (41, 6, "Many heads at once", "many_heads", "build GPT 1:21:59", ("attention",)),
        (42, 6, "A block", "block", "build GPT 1:24:25", ("gpt",)),
        (43, 6, "The GPT", "gpt", "GPT-2 0:13:47", ("gpt",)),
        (44, 6, "Train it: torch's curve", "training_curve", "GPT-2 0:56:42", ("gpt",)),
        (45, 6, "Let it speak", "generate", "GPT-2 0:37:02", ("gpt",)),
        (46, 6, "A tokenizer that learns", "byte_pairs", "GPT Tokenizer 0:23:50", ("bpe",)),
        (47, 6, "Words first", "words_first", "GPT Tokenizer 0:57:36", ("bpe",)),
        (48, 6, "Do not compute twice", "cache", None, ("attention", "gpt")),
    )
)


def is_on_tensors(modules: Iterable[str]) -> bool:
    """Tell whether some of these modules compute with tensors, and so need numpy."""
    return any(name in ON_TENSORS for name in modules)


def node_module(used: Iterable[str]) -> str:
    """Return the module that the nodes of a check come from: a check that takes these modules."""
    return "tensor" if is_on_tensors(used) else "engine"


def step_numbered(number: int) -> Step:
    """Return the step with this number; raises ``KeyError`` for any other."""
    for step in STEPS:
        if step.number == number:
            return step
    raise KeyError(number)
