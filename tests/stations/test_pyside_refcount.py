"""The pinned PySide6 must not eat references of None: 6.12.0 does on Python 3.11, and the process aborts in minutes."""

from __future__ import annotations

import subprocess
import sys

CALLS = 20_000
# More than noise, far less than one reference a call: other parts of a process may hold or drop a few of their own.
TOLERATED = 100

PROBE = f"""
import sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

class Source(QObject):
    changed = Signal()

app = QCoreApplication([])
source, timer = Source(), QTimer()
source.changed.connect(lambda: None)
before = sys.getrefcount(None)
for _ in range({CALLS} // 4):
    source.setObjectName("x")
    timer.setInterval(5)
    source.changed.emit()
    app.processEvents()
print(before - sys.getrefcount(None))
"""


def test_void_calls_keep_the_references_of_none() -> None:
    # In a process of its own: where a reference is lost at each call, that process aborts and this one tells.
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"the process died with {done.returncode}: {done.stderr[-2000:]}"
    lost = int(done.stdout)
    assert lost < TOLERATED, f"{lost} references of None lost in {CALLS} void calls; pin another PySide6"
