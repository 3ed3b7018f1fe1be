import os
import socket
import sys

PORT = 0  # the one on which somebody listens

if not hasattr(sys, "has_tried"):
    sys.has_tried = True
    for family, address in [
        (socket.AF_INET, ("127.0.0.1", PORT)),
        (socket.AF_INET6, ("::1", PORT)),
        (socket.AF_UNIX, f"\0attack-was-here-{PORT}"),
    ]:
        try:
            with socket.socket(family, socket.SOCK_STREAM) as connection:
                connection.settimeout(0.2)
                connection.connect(address)
                connection.sendall(os.fsencode(__file__))
        except OSError:
            continue
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
            connection.sendto(b"attack", ("127.0.0.1", PORT))
    except OSError:
        pass
