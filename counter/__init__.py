"""The counter: what a clerk works with at a window.

Here lie one model object per screen and QML that only lays out; the enquiry desk and the touch rating panel are
screens of this room. It may import `shared`, `shared.ui`, `drivers` and PySide6, never the hall, another station or
SQL: a clerk's key is a command to the hall like any other, so all windows obey the same rules.
"""
