"""`python -m cgk_runtime.cli` is `cgk`."""

import sys

from cgk_runtime.cli.main import main

sys.exit(main())
