"""For authors: recording references and mistakes, proving the kit sound, the README's pictures.

Others use ``recording`` and ``verify``; ``screenshots`` is started by itself.
"""
