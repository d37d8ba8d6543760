"""One measurement in a separate process: `python -m benchmarks.local.measure NAME JOBS` prints its result.

NAME is a contender, or a function of `costs`, which ignores JOBS. The result is printed as JSON.
"""

from __future__ import annotations

import json
import logging
import statistics
import sys

from benchmarks.local import costs
from benchmarks.local.contenders import CONTENDERS


def main() -> None:
    """Run the measurement named on the command line."""
    logging.disable(logging.CRITICAL)
    name, jobs = sys.argv[1], int(sys.argv[2])
    if name in CONTENDERS:
        cpu_seconds, latencies = CONTENDERS[name](jobs)
        print(json.dumps([cpu_seconds / jobs * 1e6, statistics.median(latencies) * 1e6]))
    else:
        print(json.dumps(getattr(costs, name)()))


if __name__ == "__main__":
    main()
