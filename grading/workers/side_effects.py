"""Whether modules can change anything that outlives their check in the same process.

Every check imports a learner's modules afresh. What they can leave behind lies elsewhere: in
another module's names, in a setting of Python's, in a file. Code that touches nothing of the kind
gives in a used process what it gives in a fresh one. In doubt, code is taken to touch it.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Libraries of which a module can only use what they offer.
HARMLESS = (
    "__future__|abc|collections|copy|dataclasses|enum|functools|graphviz|itertools|math|numbers|"
    "operator|random|typing|numpy|engine|nn|training|by_hand|derivatives|scalar_gpt|tensor|"
    "functional|layers|optim|two_moons|tokens|bigram|mlp_lm|attention|gpt|bpe"
)
IMPORT = re.compile(rb"^.*\bimport\b.*$", re.MULTILINE)
HARMLESS_IMPORT = re.compile(
    rf"\s*(?:from (?:{HARMLESS})(?:\.\w+)* import [\w ,()]+"
    rf"|import (?:{HARMLESS})(?: as \w+)?(?:, (?:{HARMLESS})(?: as \w+)?)*)\s*(?:#.*)?".encode()
)
REACHES_OUT = re.compile(
    rb"\b(?:breakpoint|compile|delattr|eval|exec|getattr|globals|open|setattr|vars(?!\(self\))"
    rb"|__bases?__|__mro__|__subclasses__|__getattribute__|__reduce\w*__"
    rb"|__builtins__|__dict__|__globals__|__import__|seterr|seterrcall|set_printoptions)\b"
    rb"|\.random\b(?!\s*\()|\bnumpy\b.*\bimport\b.*\brandom\b"
    rb"|(?<!with np\.)(?<!with numpy\.)(?<!@np\.)\berrstate\b"
)
# Of what is imported; it may also be done by another name that it gets.
SETS_AN_ATTRIBUTE = b"|".join(
    (
        rb"\b(?:%s)(?:\.\w+)+\s*(?:,[^=\n]*)?[-+*/%%@&|^<>]*=(?!=)",
        rb"=\s*(?:%s)\s*(?:[\n,;)#\]]|\Z)",
        rb"\b(?:%s)(?:\._|(?:\.\w+)+\s*(?:[\])]+\s*=(?!=)|\[[^=\n]*\]\s*=(?!=)))",
        rb"\bfor\b(?:(?!\bin\b)[ \w.,()*])*\b(?:%s)\.(?:(?!\bin\b)[ \w.,()*])*\bin\b",
        rb"(?:\bwith\b[^\n]*\bas[ (]+|^[ \t]*del\b[^\n]*\b)(?:%s)\.",
    )
)
# Longer ones are not written by hand, and an expression may take the square of a line's length.
MOST_BYTES, MOST_BYTES_OF_A_LINE = 1 << 16, 2_000


@lru_cache(maxsize=256)
def are_contained(source: bytes) -> bool:
    """Tell whether the effects of a module's code certainly end with its module."""
    if (
        len(source) > MOST_BYTES
        or max(map(len, source.splitlines()), default=0) > MOST_BYTES_OF_A_LINE
    ):
        return False
    imports = IMPORT.findall(source)
    if REACHES_OUT.search(source) or not all(map(HARMLESS_IMPORT.fullmatch, imports)):
        return False
    names = b"|".join({name for line in imports for name in re.findall(rb"\w+", line)})
    return not (names and re.search(SETS_AN_ATTRIBUTE % ((names,) * 5), source))
