"""Tests of the service: real processes, real sockets, and what a station sees of them."""
