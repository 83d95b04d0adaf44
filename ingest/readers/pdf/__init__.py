"""PDF files: what is drawn on their pages, its geometry, and the text in the order a person reads it."""
