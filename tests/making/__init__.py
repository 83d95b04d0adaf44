"""Fiches made in every format: what the tests of reading are built from. All that is made here is fictional."""
