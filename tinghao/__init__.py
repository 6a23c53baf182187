"""The front door: the command line, the demo and the supervisor of processes.

The only room that may see every other, and the one that no other may import: here the parts are put together, so that
none of them has to know how. Rules, screens and devices do not lie here.
"""
