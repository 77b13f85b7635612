// Prints as JSON when the reminders of a calendar ring, in UTC, by ical4j.
// Arguments: file, first and last day.
import java.io.FileInputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.TreeSet;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Period;
import net.fortuna.ical4j.model.component.VEvent;

public class Occurrences {
  public static void main(String[] told) throws Exception {
    Calendar calendar = new CalendarBuilder().build(new FileInputStream(told[0]));
    ZonedDateTime from = LocalDate.parse(told[1]).atStartOfDay(ZoneOffset.UTC);
    ZonedDateTime to = LocalDate.parse(told[2]).plusDays(1).atStartOfDay(ZoneOffset.UTC);
    TreeSet<String> found = new TreeSet<>();
    for (var component : calendar.getComponents("VEVENT")) {
      VEvent event = (VEvent) component;
      boolean gone = event.getStatus() != null && event.getStatus().getValue().equals("CANCELLED");
      if (gone || event.getProperty("RRULE").isEmpty()) continue;
      for (var period : event.calculateRecurrenceSet(new Period<Temporal>(from, to))) {
        Instant at = Instant.from(((Period<? extends Temporal>) period).getStart());
        found.add(at.toString());
      }
    }
    System.out.println("[\"" + String.join("\", \"", found) + "\"]");
  }
}
