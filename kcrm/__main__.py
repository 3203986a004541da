"""`python -m kcrm` and the `kcrm` script."""

import gc
import sys

_RARELY = 100_000
"""So many new objects until garbage is looked for: a command makes some ten thousand and then ends, which frees them all."""


def run() -> None:
    """Run the command line with the process's own arguments and exit with its code."""
    gc.set_threshold(_RARELY)
    try:
        from kcrm.cli import main  # noqa: PLC0415 - so that an interrupt while importing is silent, too

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    gc.freeze()  # the interpreter looks for garbage twice as it ends: nothing of it is to be looked at
    sys.exit(code)


if __name__ == "__main__":
    run()
