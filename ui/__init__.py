"""People and programs to the answers: commands, page, and the shapes others script against."""
