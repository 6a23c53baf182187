"""Printers: what a slip looks like, the bytes that make a printer draw it, and one worker for each printer.

Here lie the slip's layout as data (:mod:`~drivers.printers.slip`), its two renderings (:mod:`~drivers.printers.encoder`
for native ESC/POS bytes, :mod:`~drivers.printers.raster` for dots), the database of printer models and the worker that
writes and watches (:mod:`~drivers.printers.printer`). What may not lie here: why a ticket was issued, and transports,
which are :mod:`drivers.ports`; so a slip can be drawn, tested and previewed without any printer at hand.
"""
