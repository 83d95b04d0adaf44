"""Results -> escaped HTML for the page: tags are written here and nowhere else, and all that comes from a fiche or a person is text."""
