"""What a check found, as files that people open, print and send around: one module a format, each ``render(report) -> bytes``."""
