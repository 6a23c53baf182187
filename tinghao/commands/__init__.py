"""The commands of ``tinghao``, a module for each trade. Each imports what it needs when it is asked for, and not before.

Stations are asked for in :mod:`tinghao.stations`, which starts them without what lies here: a screen is quicker there
than a command line that knows everything.
"""
