"""Reports for people: tables for the terminal, Markdown."""
