"""The command `offtake`."""

import sys

from offtake._version import __version__


def main() -> None:
    """Run the command line; the version is answered before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"offtake {__version__}")  # noqa: T201 - the answer itself
        return
    from offtake.cli import run  # noqa: PLC0415 - see above

    run()


if __name__ == "__main__":
    main()
