"""A4 sheets: what a hall hangs up (a window's plate, the way to the next kiosk, how to rate) and hands out (the papers of
an item).

A layout is a pure function from settings to a :class:`~counter.sheets.page.Page` of marks in millimetres, so what
stands where can be read and tested without Qt; :mod:`counter.sheets.draw` alone puts marks on paper. May import what
counter may.
"""
