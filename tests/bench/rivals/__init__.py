"""What people would pick instead, on the same work: each rival in its own environment, all with the same vectors, one table."""
