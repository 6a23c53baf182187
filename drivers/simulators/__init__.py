"""Simulated devices: each speaks its device's bytes over a real port, and is a process of its own when run by hand.

A simulator may not import the driver it stands against: it reads the vendor's table of bytes by itself, else driver and
simulator would share their mistakes and agree on them. It is a tool and a test bench, never a part of a running hall.
"""
