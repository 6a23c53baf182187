"""The front door: what was asked for, and in which words a refusal leaves."""

from __future__ import annotations

import gc
import os
import sys

from shared.errors import Refusal, TinghaoError
from tinghao.reader import reader_language
from tinghao.stations import plainly_asked, start


def main() -> None:
    """Entry point. A refusal or fault ends with its own words and exit code 2, never with a traceback."""
    try:
        asked = plainly_asked(sys.argv[1:], os.environ)
        if asked is not None:
            # Nothing of the start is garbage; the screen looks after it from then on (shared.ui.garbage).
            gc.disable()
            raise SystemExit(start(*asked))
        from shared.log import configure
        from tinghao.commands.everything import app

        configure()
        app()
    except TinghaoError as error:
        _say(error)
        raise SystemExit(2) from None
    except OSError as error:
        if error.filename is None:
            raise
        _say(Refusal("file_unusable", file=error.filename, why=error.strerror))
        raise SystemExit(2) from None


def _say(error: TinghaoError) -> None:
    from rich.console import Console

    language = reader_language()
    Console(stderr=True, soft_wrap=True).print(
        f"{error.detail(language)}\n{error.remedy(language)}", style="red", highlight=False, markup=False
    )


if __name__ == "__main__":
    main()
