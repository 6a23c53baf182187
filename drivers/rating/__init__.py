"""Rating devices (评价器): pads on which a visitor presses a grade after a service.

``catalogue/`` holds one TOML file for each vendor's protocol and ``catalogue.py`` reads it; ``frames.py`` builds and
finds the frames it describes; ``device.py`` owns the line and turns verbs into bytes and bytes into events. A new
vendor is a new TOML file. What may not lie here: tickets, services, windows. A device knows only the name of the
session it was asked for.
"""
