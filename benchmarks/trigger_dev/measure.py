"""One measurement in a separate process: `python -m benchmarks.trigger_dev.measure NAME URL COUNT` prints its result.

COUNT is the number of sends, or of rounds for the speedup of a batch.
"""

from __future__ import annotations

import logging
import sys

from benchmarks.trigger_dev.contenders import CONTENDERS, batch_speedup


def main() -> None:
    """Run the measurement that the command line names."""
    logging.disable(logging.CRITICAL)
    _, name, url, count = sys.argv
    print({**CONTENDERS, "batch speedup": batch_speedup}[name](url, int(count)))


if __name__ == "__main__":
    main()
