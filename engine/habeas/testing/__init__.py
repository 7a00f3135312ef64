"""Tests for rulebooks, ours and anybody's: generated cases, the laws of the semantics, a plugin for pytest."""
