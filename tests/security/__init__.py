"""Hostile input, drawn by hypothesis, and what must hold of it: a sample in the suite, many cases in `make security`."""
