"""Seeing inside a server, and keeping it up: references of requests, logs, metrics, and turns where many ask at once."""
