"""The facts of one person: partial dates, provenance, accounts, validated against the vocabulary of a rulebook."""
