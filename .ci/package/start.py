"""What the packaged program runs: the same entry point as the console script."""

import os
import sys

# PyInstaller's own path to libraries must not reach the programs that this one starts: a mail program, a browser, Word.
before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if before is not None:
    os.environ["LD_LIBRARY_PATH"] = before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)

from datapact_ui.launch import main  # noqa: E402 - after the environment is as it was

sys.exit(main())
