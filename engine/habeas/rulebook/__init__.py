"""The law as rules: reads chapters and gives a typed, frozen, hashable `Rulebook`."""
