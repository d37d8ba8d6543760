"""One measurement in a separate process: `python -m benchmarks.trigger_dev.measure NAME URL SENDS` prints seconds."""

from __future__ import annotations

import logging
import sys

from benchmarks.trigger_dev.contenders import CONTENDERS, batch_to_one_by_one


def main() -> None:
    """Run the measurement that the command line names."""
    logging.disable(logging.CRITICAL)
    _, name, url, sends = sys.argv
    print({**CONTENDERS, "batch to one by one": batch_to_one_by_one}[name](url, int(sends)))


if __name__ == "__main__":
    main()
