"""`python -m kcrm` and the `kcrm` script."""

import sys


def run() -> None:
    """Run the command line with the process's own arguments and exit with its code."""
    try:
        from kcrm.cli import main  # noqa: PLC0415 - so that an interrupt while importing is silent, too

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    run()
