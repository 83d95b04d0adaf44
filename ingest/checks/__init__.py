"""The consistency of the fiches: rules, one a file, and what they find."""
