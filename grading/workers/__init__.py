"""The other end of a worker: starting it, asking it, reading its replies, and ending it.

Others use ``worker_process`` (``WorkerProcess``), ``worker_messages`` (``Group``) and
``reply_reader`` (``is_well_formed``). Whatever a worker sends, nothing in here raises, waits past
its time, or grows without bound.
"""
