"""Runs programs and says what they took. One JSON line in, one out; the first line out says that it is ready.

In: {"args", "cwd", "env", "limitS"}. Out: {"ms", "cpuMs", "megabytes", "code", "stopped"}: wall time, time of processors, the
largest resident memory of the program or of one of its children, the exit code (null when it was stopped at the limit), the end of its output.
Written in Python because it is small: a child that is measured inherits the memory of the process that starts it.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time


def measure(question):
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        child = subprocess.Popen(
            question["args"],
            cwd=question["cwd"],
            env={**os.environ, **question.get("env", {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        stopped = threading.Event()

        def stop():
            stopped.set()
            os.killpg(child.pid, signal.SIGKILL)

        timer = threading.Timer(question["limitS"], stop)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        ms = (time.perf_counter() - began) * 1000
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(max(0, output.seek(0, os.SEEK_END) - 2000))
        tail = output.read().decode("utf-8", "replace")
    return {
        "ms": ms,
        "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
        "megabytes": usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024),
        "code": None if stopped.is_set() else child.returncode,
        "stopped": stopped.is_set(),
        "output": tail,
    }


print("{}", flush=True)
for line in sys.stdin:
    print(json.dumps(measure(json.loads(line))), flush=True)
