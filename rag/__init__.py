"""Question to passages to verified answer."""
