"""Benchmarks, one command each: medians, and ratios against a baseline run beside them."""
