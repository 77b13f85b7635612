#!/usr/bin/env bash
# ical4j 4.2.3: an event in a zone that the calendar itself describes (VTIMEZONE) is an hour off
# - in summer, where each change of the clocks is a part of its own (RFC 5545, 3.6.5, wants them taken as they are);
# - for the week before the change, where the change is on a second Sunday (BYDAY=2SU, as in the United States):
#   it is taken for the first Sunday from the second day of the month on.
# BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14 says the same and is read right. Needs Maven and Java 17.
# Exits 1 when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.mnode.ical4j</groupId><artifactId>ical4j</artifactId><version>4.2.3</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
</dependencies></project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib
cat >Read.java <<'JAVA'
import java.io.StringReader;
import java.time.*;
import java.time.temporal.Temporal;
import java.util.*;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Period;
import net.fortuna.ical4j.model.component.VEvent;

public class Read {
  static String part(String kind, String from, String to, String... onset) {
    return "BEGIN:" + kind + "\r\n" + String.join("\r\n", onset) + "\r\nTZOFFSETFROM:" + from + "\r\nTZOFFSETTO:" + to + "\r\nEND:" + kind + "\r\n";
  }

  static String read(String day, String... parts) throws Exception {
    String text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nBEGIN:VTIMEZONE\r\nTZID:America/New_York\r\n" + String.join("", parts)
        + "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;TZID=America/New_York:20261124T100000\r\n"
        + "DURATION:PT30M\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    VEvent event = (VEvent) new CalendarBuilder().build(new StringReader(text)).getComponents("VEVENT").get(0);
    ZonedDateTime from = LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC);
    for (Object each : event.calculateRecurrenceSet(new Period<Temporal>(from, from.plusDays(1)))) {
      return Instant.from(((Period<?>) each).getStart()).toString();
    }
    return "none";
  }

  public static void main(String[] none) throws Exception {
    String winter = part("STANDARD", "-0400", "-0500", "DTSTART:20251102T020000", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU");
    String second = part("DAYLIGHT", "-0500", "-0400", "DTSTART:20250309T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU");
    String days = part("DAYLIGHT", "-0500", "-0400", "DTSTART:20250309T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14");
    String[] alone = {
      part("DAYLIGHT", "-0500", "-0400", "DTSTART:20260308T020000"), part("STANDARD", "-0400", "-0500", "DTSTART:20261101T020000"),
      part("DAYLIGHT", "-0500", "-0400", "DTSTART:20270314T020000"), part("STANDARD", "-0400", "-0500", "DTSTART:20271107T020000")};
    String listed = read("2027-07-01", alone);
    String early = read("2027-03-10", second, winter), right = read("2027-03-10", days, winter), summer = read("2027-07-01", days, winter);
    System.out.println("10:00 in New York. 1 July 2027: each change alone " + listed + ", by rules " + summer
        + ". 10 March 2027: second Sunday " + early + ", Sunday from 8 to 14 " + right);
    boolean asSeen = listed.equals("2027-07-01T15:00:00Z") && summer.equals("2027-07-01T14:00:00Z")
        && early.equals("2027-03-10T14:00:00Z") && right.equals("2027-03-10T15:00:00Z");
    System.exit(asSeen ? 0 : 1);
  }
}
JAVA
java -cp 'lib/*' Read.java
