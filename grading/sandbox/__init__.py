"""How a worker is kept apart from everything else on the machine.

``isolation`` says which ways there are and finds the best one that works here; each starts a
worker. Nothing in here knows what a worker does.
"""
