// Prints as JSON when the reminders of a calendar ring, in UTC, by ical.js or node-ical.
// Arguments: reader, file, first and last day.
import fs from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/");
const [reader, file, first, last] = process.argv.slice(2);
const from = new Date(first + "T00:00:00Z"), to = new Date(last + "T23:59:59Z");
const text = fs.readFileSync(file, "utf8");
const found = [];
if (reader === "ical.js") {
  const ICAL = require("ical.js").default ?? require("ical.js");
  const root = new ICAL.Component(ICAL.parse(text));
  for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  for (const entry of root.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(entry);
    if (!event.isRecurring() || entry.getFirstPropertyValue("status") === "CANCELLED") continue;
    const each = event.iterator();
    for (let at; (at = each.next()) && at.toJSDate() <= to; ) if (at.toJSDate() >= from) found.push(at.toJSDate().toISOString());
  }
} else {
  const ical = require("node-ical");
  for (const event of Object.values(ical.sync.parseICS(text))) {
    if (event.type !== "VEVENT" || !event.rrule || event.status === "CANCELLED") continue;
    for (const at of ical.expandRecurringEvent(event, { from, to })) found.push(new Date(at.start).toISOString());
  }
}
console.log(JSON.stringify(found.sort()));
