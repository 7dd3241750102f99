package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Holds a run against what was sent and against the clean run, and says what is not as it was. */
final class Verdict {
  private final DataStage stage;
  private final JobReport report;
  private final List<String> defects = new ArrayList<>();

  Verdict(DataStage stage, JobReport report) {
    this.stage = stage;
    this.report = report;
    if (!report.ended()) {
      defects.add("the job did not come to its end");
    }
  }

  /** Every record has one fate, and the counters say which. */
  Verdict fates(long read, long accepted, long rejected, long quarantined) {
    return same("read", report.count("readings-fates.read"), read)
        .same("accepted", report.accepted(), accepted)
        .same("rejected", report.rejected(), rejected)
        .same("quarantined", report.quarantined(), quarantined)
        .same("aggregated", report.count("statistics.aggregated"), accepted);
  }

  Verdict same(String what, long was, long expected) {
    if (was != expected) {
      defects.add("%s %,d, expected %,d".formatted(what, was, expected));
    }
    return this;
  }

  /** Statistics, anomalies and alarms are those of the clean run, byte by byte. */
  Verdict sameRows(RoundTopics clean, RoundTopics burdened) {
    sameRows(clean, burdened, RoundTopics::statistics);
    sameRows(clean, burdened, RoundTopics::anomalies);
    sameRows(clean, burdened, RoundTopics::alarms);
    return this;
  }

  private void sameRows(
      RoundTopics clean, RoundTopics burdened, Function<RoundTopics, Topic<?>> topic) {
    Contents reference = stage.contents(topic.apply(clean));
    long differences = reference.differences(stage.contents(topic.apply(burdened)));
    if (differences > 0 || reference.records().isEmpty()) {
      defects.add(
          "%s: %,d rows differ from the %,d of the clean run"
              .formatted(topic.apply(clean).name(), differences, reference.records().size()));
    }
  }

  /** Puts down what was found. */
  void tell(Outcome outcome) {
    defects.forEach(defect -> outcome.fail("%s", defect));
  }
}
