"""Replay: a real day of a real hall through a running service, over HTTP, by the same doors that stations use."""
