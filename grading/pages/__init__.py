"""What a browser and a notebook show: the page, its server, its plots, drawings of graphs.

Others use ``page`` (``PageMaker``), ``page_server``, ``drawing`` and ``notebook_output``.
"""
