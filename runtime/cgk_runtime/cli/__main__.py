"""Entry point of `python -m cgk_runtime.cli`."""

import sys

from cgk_runtime.cli.main import main

sys.exit(main())
