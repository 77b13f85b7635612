#!/usr/bin/env bash
# Prints as JSON when the reminders of a calendar ring, in UTC, by khal.
# Arguments: the khal command, then file, first and last day.
set -euo pipefail
khal=$1 file=$2 first=$3 last=$4
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir "$home/reminders"
cat >"$home/config" <<END
[calendars]
[[reminders]]
path = $home/reminders
[sqlite]
path = $home/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
END
"$khal" -c "$home/config" import --batch -a reminders "$file" >/dev/null
"$khal" -c "$home/config" list --day-format "" --format "{repeat-symbol}|{start-long-full}:00|{status}" "$first" "$last" |
    python3 -c '
import json, sys
rows = (line.strip().split("|") for line in sys.stdin if line.count("|") == 2)
print(json.dumps(sorted({at for repeats, at, status in rows if repeats.strip() and "CANCELLED" not in status})))'
