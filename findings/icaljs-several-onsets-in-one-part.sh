#!/usr/bin/env bash
# ical.js 2.2.1: a VTIMEZONE part (STANDARD or DAYLIGHT) with an RDATE loses its own DTSTART as an onset.
# RFC 5545, 3.6.5: DTSTART is the first onset, RDATE adds more. Seen: 10:00 in Berlin on 24 November 2026 is
# read as 08:00 UTC when the part has DTSTART:20261025T030000 and RDATE:20271031T030000, and as 09:00 UTC
# (right) when the second onset is a part of its own. Exits 1 when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent ical.js@2.2.1
cat >read.mjs <<'JS'
import ICAL from "ical.js";
const part = (kind, from, to, ...more) => [`BEGIN:${kind}`, ...more, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, `END:${kind}`];
const read = (...standard) => {
  const root = new ICAL.Component(ICAL.parse([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "BEGIN:VTIMEZONE", "TZID:Home",
    ...part("DAYLIGHT", "+0200", "+0200", "DTSTART:20261004T000000"), ...standard, "END:VTIMEZONE",
    "BEGIN:VEVENT", "UID:1", "DTSTAMP:20261101T000000Z", "DTSTART;TZID=Home:20261124T100000", "END:VEVENT",
    "END:VCALENDAR", ""].join("\r\n")));
  ICAL.TimezoneService.reset();
  ICAL.TimezoneService.register(root.getFirstSubcomponent("vtimezone"));
  return new ICAL.Event(root.getFirstSubcomponent("vevent")).startDate.toJSDate().toISOString();
};
const together = read(...part("STANDARD", "+0200", "+0100", "DTSTART:20261025T030000", "RDATE:20271031T030000"));
const apart = read(...part("STANDARD", "+0200", "+0100", "DTSTART:20261025T030000"), ...part("STANDARD", "+0200", "+0100", "DTSTART:20271031T030000"));
console.log(`together ${together}, apart ${apart}`);
process.exit(together === "2026-11-24T08:00:00.000Z" && apart === "2026-11-24T09:00:00.000Z" ? 0 : 1);
JS
node read.mjs
