import os

try:
    import resource
except ImportError:
    resource = None

LIMITS = {"RLIMIT_NOFILE": 12, "RLIMIT_CPU": 1, "RLIMIT_AS": 22 << 20, "RLIMIT_STACK": 1 << 16}
for name, limit in LIMITS.items() if resource else ():
    try:
        resource.prlimit(1, getattr(resource, name), (limit, limit))
    except (OSError, ValueError, AttributeError):
        continue
try:
    os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))
    os.setpriority(os.PRIO_PROCESS, 1, 19)
except (OSError, AttributeError):
    pass
