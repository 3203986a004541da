"""`python -m kcrm` and the `kcrm` script."""

import sys


def run() -> None:
    """Run the command line with the process's own arguments and exit with its code."""
    from kcrm.cli import main  # noqa: PLC0415 - so that an interrupt while importing is met in one place, too

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
