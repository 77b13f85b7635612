"""One report in a process of its own: `python -m script.benches.pages.once FOLDER DAYS FILE`."""

from __future__ import annotations

import json
import re
import resource
import sys
from pathlib import Path

from script.benches.pages.homes import written


def main() -> None:
    """Write it, a PDF where FILE is one; print processor seconds and the largest resident MB."""
    folder, days, file = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    if file.suffix == ".pdf":
        written(folder, days, pdf=file)
    else:
        written(folder, days, html=file)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    used = resource.getrusage(resource.RUSAGE_SELF)
    mb = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024
    print(json.dumps({"cpu_s": used.ru_utime + used.ru_stime, "mb": mb}))


if __name__ == "__main__":
    main()
