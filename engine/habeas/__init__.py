"""Habeas checks the detention of persons in armed conflict against international humanitarian law."""

__version__ = "0.1.0"
