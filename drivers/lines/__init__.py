"""Lines: one worker thread owns one port, and every device on that line speaks through it.

Halls wire twenty rating pads and twenty callers to one RS-485 line or to one serial-device server. :class:`Lines`
gives every device that names the same port the same :class:`Line`; the line is opened when the first device joins it
and closed when the last one has left. What a line does for all of its devices:

- it finds frames amid noise and hands each to the device with its address; an address that no device has is told once;
- it sends one frame after the other: never into half a frame of somebody else, after the pause a device needs between
  two frames (``gap_s``), after the turnaround that an RS-485 transceiver needs, not while a device is about to answer,
  each write with a deadline;
- it takes our own bytes out again where an adapter returns them;
- it keeps the last traffic both ways as hex for support, and writes the end of it to the log when the line fails.

The states of a line::

    CLOSED → OPENING → UP ⇄ DEGRADED (open, but what comes cannot be understood)
                ↑   ↘   ↓      ↓
                └──── BACKOFF (0.5, 1, 2, 5, 10 s, with jitter)

``member`` is a device as its line sees it, ``line`` the worker, ``traffic`` its ear and its mouth, ``shared`` who is on
which line.
"""

from drivers.lines.line import Line
from drivers.lines.member import LEAVE_S, LineState, Member, Wire
from drivers.lines.shared import Lines

__all__ = ["LEAVE_S", "Line", "LineState", "Lines", "Member", "Wire"]
