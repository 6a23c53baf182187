"""The kiosk: what a visitor touches to get a ticket.

Here lie one model object per screen and QML that only lays out. It may import `shared`, `shared.ui`, `drivers` and
PySide6, never the hall, another station or SQL: it speaks to the hall over the network alone, so it can be replaced,
restarted and cut off without harm to the book.
"""
