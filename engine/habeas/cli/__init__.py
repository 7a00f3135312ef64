"""The command line: one file per command. Data to stdout, talk to stderr."""
