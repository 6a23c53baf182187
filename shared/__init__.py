"""The ground: the words every room speaks.

Here lie tickets, commands, events, the picture and its fold, the wire, errors, settings, the clock, the link to the
hall, discovery and the translations. Nothing here may import another room, Qt (but for :mod:`shared.ui`), SQL or a
serial port: whatever lies here is loaded by every process of the house, from a kiosk to the hall service.
"""
