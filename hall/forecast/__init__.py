"""How long people are going to wait: always an interval, or a reason why nobody can say.

What lies here reads pictures and reckons; it stores nothing, asks no clock and decides nothing. What it has learnt from
is in the picture (``shared/learning.py``), so a restart knows it and two services agree.
"""
