"""Physical callers (呼叫器): key boxes at a window, with digits and a small display.

``catalogue/`` holds one TOML file for each protocol and ``catalogue.py`` reads it; ``device.py`` turns keys into events
and numbers into digits. What may not lie here: what a key does at a window. That is the counter's business.
"""
