#!/usr/bin/env bash
# icalendar 7.3.0: Timezone.from_tzid writes the beginning of summer time by the clock after the change.
# RFC 5545, 3.6.5: the onset is told by the clock before it (TZOFFSETFROM). Seen for Europe/Berlin:
# DTSTART:20270328T030000 with TZOFFSETFROM:+0100, where it is 02:00. Its own reader takes it as it writes it.
# Exits 1 when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet icalendar==7.3.0
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
import sys

from icalendar import Timezone

made = Timezone.from_tzid("Europe/Berlin", first_date=dt.date(2026, 12, 1), last_date=dt.date(2027, 6, 1))
text = made.to_ical().decode()
print(text)
sys.exit(0 if "DTSTART:20270328T030000" in text and "TZOFFSETFROM:+0100" in text else 1)
PY
