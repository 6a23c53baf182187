"""The measuring room: budgets measured as ratios within one run, beside a yardstick that runs on the same machine.

It may import every room and is imported by none; it is not packaged. Nothing here decides whether a test passes:
durations depend on the machine, correctness does not.
"""
