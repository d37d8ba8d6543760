"""`python -m cgk_codegen` is `cgk-codegen`."""

import sys

from cgk_codegen.cli.main import main

sys.exit(main())
