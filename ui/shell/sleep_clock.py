"""The time that the computer has slept, from the clocks of the system that count on in sleep and those that do not.

A gap between two looks at one clock is no proof of sleep: a busy computer stalls, too, and the time of day is set anew.
"""

from __future__ import annotations

import sys
import time


def slept_seconds() -> float:
    """Seconds that the computer has slept, from a moment of the system's own; only differences mean something.

    Linux: clock_gettime(2), CLOCK_BOOTTIME. macOS: clock_gettime(3), CLOCK_UPTIME_RAW. Windows:
    QueryUnbiasedInterruptTime, in units of 100 ns. Elsewhere always 0.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC_RAW) - time.clock_gettime(time.CLOCK_UPTIME_RAW)
    if sys.platform == "win32":
        import ctypes

        awake = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(awake))
        since_start = ctypes.windll.kernel32.GetTickCount64
        since_start.restype = ctypes.c_ulonglong
        return float(since_start()) / 1_000 - awake.value / 10_000_000
    return 0.0
