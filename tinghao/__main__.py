"""``python -m tinghao``: the same front door, for processes that start each other."""

from tinghao.cli import main

if __name__ == "__main__":
    main()
