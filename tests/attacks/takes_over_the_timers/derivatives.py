import faulthandler
import signal
import sys
import threading


def jump(*given):
    raise KeyboardInterrupt


for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR1):
    signal.signal(number, jump)
faulthandler.disable()
faulthandler.cancel_dump_traceback_later()
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
main = threading.main_thread().ident
threading.Thread(
    target=lambda: [signal.pthread_kill(main, signal.SIGUSR1) for _ in range(200)], daemon=True
).start()
sys.setswitchinterval(1e-6)
