"""``python -m legaat`` is the command line."""

from legaat.cli import main

if __name__ == "__main__":
    main()
