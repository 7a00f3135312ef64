"""Proofs over a rulebook: what holds for every case, and the smallest case that shows where it does not."""
