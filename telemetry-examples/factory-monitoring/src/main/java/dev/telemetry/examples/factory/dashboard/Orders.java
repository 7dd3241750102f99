package dev.telemetry.examples.factory.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telemetry.detect.DetectorCatalog;
import dev.telemetry.detect.RuleScope;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Severity;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Turns what a page asks for into records for the job. What cannot be is refused with a sentence
 * for whoever asked; the job checks again, as others write to its topics too.
 */
final class Orders {
  /** A request that is refused: the status of the answer, and the reason. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;

    Refused(int status, String reason) {
      super(reason);
      this.status = status;
    }
  }

  /** What is asked of an alarm; minutes are for shelving. */
  record CommandRequest(
      String source, String alarm, AlarmAction action, Long minutes, String by, String comment) {}

  /** A rule as the form has it; the base is the version that it was made from, 0 for a new one. */
  record RuleRequest(
      String id,
      int base,
      boolean enabled,
      boolean shadow,
      String sensor,
      String machine,
      String line,
      String pattern,
      String metric,
      String slot,
      String detector,
      Map<String, String> parameters,
      Severity severity,
      String by,
      String comment) {}

  private static final int MAX_TEXT = 500;
  private static final int UNPROCESSABLE = 422;
  private static final int CONFLICT = 409;
  private static final int BAD_REQUEST = 400;
  private static final long MILLIS_PER_MINUTE = 60_000;

  private final ObjectMapper json = new ObjectMapper();
  private final DetectorCatalog catalog = DetectorCatalog.standard();
  private final Feed feed;

  Orders(Feed feed) {
    this.feed = feed;
  }

  AlarmCommand command(String body) {
    CommandRequest asked = read(body, CommandRequest.class);
    if (asked.action() == null) {
      throw new Refused(BAD_REQUEST, "action is missing");
    }
    boolean shelves = asked.action() == AlarmAction.SHELVE;
    if (shelves && (asked.minutes() == null || asked.minutes() < 1)) {
      throw new Refused(UNPROCESSABLE, "minutes must be at least 1, was " + asked.minutes());
    }
    return AlarmCommand.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setAction(asked.action())
        .setSource(text("source", asked.source()))
        .setAlarm(text("alarm", asked.alarm()))
        .setBy(text("by", asked.by()))
        .setAt(feed.eventTime())
        .setComment(text("comment", asked.comment()))
        .setShelveMillis(shelves ? Long.valueOf(asked.minutes() * MILLIS_PER_MINUTE) : null)
        .build();
  }

  DetectorRule rule(String body) {
    RuleRequest asked = read(body, RuleRequest.class);
    int known = feed.versionOf(text("id", asked.id()));
    if (known != asked.base()) {
      throw new Refused(
          CONFLICT,
          "rule %s has version %d by now, not %d: look at it again"
              .formatted(asked.id(), known, asked.base()));
    }
    DetectorRule rule = ruleOf(asked, known + 1);
    try {
      RuleScope.of(rule);
      catalog.detectorOf(rule);
    } catch (IllegalArgumentException e) {
      throw new Refused(UNPROCESSABLE, e.getMessage());
    }
    return rule;
  }

  private static DetectorRule ruleOf(RuleRequest asked, int version) {
    if (asked.id() == null || asked.id().isBlank()) {
      throw new Refused(UNPROCESSABLE, "the rule needs a name");
    }
    return DetectorRule.newBuilder()
        .setId(asked.id())
        .setVersion(version)
        .setEnabled(asked.enabled())
        .setShadow(asked.shadow())
        .setSensor(text("sensor", asked.sensor()))
        .setMachine(text("machine", asked.machine()))
        .setLine(text("line", asked.line()))
        .setPattern(text("pattern", asked.pattern()))
        .setMetric(text("metric", asked.metric()))
        .setSlot(text("slot", asked.slot()))
        .setDetector(text("detector", asked.detector()))
        .setParameters(asked.parameters() == null ? Map.of() : asked.parameters())
        .setSeverity(asked.severity() == null ? Severity.WARNING : asked.severity())
        .setAuthor(text("by", asked.by()))
        .setChangedAt(Instant.now())
        .setComment(text("comment", asked.comment()))
        .build();
  }

  private <T> T read(String body, Class<T> type) {
    try {
      T read = json.readValue(body, type);
      if (read == null) {
        throw new Refused(BAD_REQUEST, "the request is empty");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new Refused(BAD_REQUEST, "the request cannot be read: " + e.getOriginalMessage());
    }
  }

  private static String text(String name, String given) {
    if (given != null && given.length() > MAX_TEXT) {
      throw new Refused(UNPROCESSABLE, name + " must not be longer than " + MAX_TEXT);
    }
    return given == null ? "" : given.strip();
  }
}
