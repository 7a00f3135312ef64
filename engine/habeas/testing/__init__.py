"""Cases for property tests, built from the vocabulary of any rulebook: `strategies` for Hypothesis, and transformations."""
