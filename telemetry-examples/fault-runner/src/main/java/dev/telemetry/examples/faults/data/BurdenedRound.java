package dev.telemetry.examples.faults.data;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import java.util.List;
import java.util.Map;

/** What is bad is rejected, each for its own reason; the rows are those of the clean run. */
record BurdenedRound(DataStage stage, Burden burden, RoundTopics clean, RoundTopics burdened)
    implements PairedRuns.Round {

  @Override
  public int faults() {
    return (int) burden.faults();
  }

  @Override
  public void judge(JobReport reference, JobReport report, Outcome outcome) {
    List<Rejected> rejected = stage.records(burdened.rejected());
    outcome.add(
        WindowLedger.of(burden.clean())
            .balance(
                stage.records(burdened.statistics()), burden.burdened().size(), rejected.size()));
    new Verdict(stage, report)
        .fates(burden.burdened().size(), burden.clean().size(), burden.faults(), 0)
        .same("late", stage.contents(burdened.late()).records().size(), 0)
        .sameRows(clean, burdened)
        .tell(outcome);
    Map<RejectionReason, Long> reasons =
        rejected.stream().collect(groupingBy(Rejected::getReason, counting()));
    if (!reasons.equals(burden.rejected())) {
      outcome.fail("rejected %s, expected %s", reasons, burden.rejected());
    }
  }
}
