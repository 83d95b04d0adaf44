"""Files to fiches to index: everything that happens before a question is asked."""
