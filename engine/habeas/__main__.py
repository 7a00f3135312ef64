"""`python -m habeas` is the command `habeas`."""

from habeas.cli.main import run

if __name__ == "__main__":
    run()
