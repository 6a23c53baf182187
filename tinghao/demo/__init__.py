"""The demo: the sample hall with all its stations as real processes, played by a hand that taps and presses."""
