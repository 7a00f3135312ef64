"""From verdicts to findings: proof in words, why open, what is missing, what would change it, deadlines."""
