"""Who may do what on a server: accounts, sessions, tokens, and the one gate before every address."""
