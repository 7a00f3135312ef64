"""The Law of the Hearth: the rulebook lies beside this file."""
