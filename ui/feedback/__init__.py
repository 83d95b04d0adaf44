"""What people send back: questions without an answer, answers that are kept, and what is to be looked at again when a fiche changes."""
