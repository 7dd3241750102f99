package dev.telemetry.examples.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a scenario saw. It is filled while the rounds run; {@code accepted = delivered + pending +
 * dropped + quarantined + damaged} must hold at the end, with nothing lost, doubled or wrong.
 */
public final class Outcome {
  final String scenario;
  final long seed;
  long rounds;
  long faults;
  long accepted;
  long delivered;
  long pending;
  long dropped;
  long quarantined;
  long damaged;
  long lost;
  long duplicated;
  long unissued;
  long corrupt;
  long falseAcknowledgements;
  long restartsByData;
  long peakRssMegabytes;
  final List<Long> recoveryMillis = new ArrayList<>();
  final Map<String, Object> figures = new LinkedHashMap<>();
  private final Set<Integer> failedRounds = new HashSet<>();
  final List<String> failures = new ArrayList<>();

  /** An empty outcome of a scenario. */
  public Outcome(Scenario scenario, FaultSettings settings) {
    this.scenario = scenario.name();
    this.seed = settings.seed();
  }

  /** Adds a round with its faults. */
  public void round(int newFaults) {
    rounds++;
    faults += newFaults;
  }

  /** Adds what became of the records of a round. */
  public void add(Balance balance) {
    accepted += balance.accepted();
    delivered += balance.delivered();
    pending += balance.pending();
    dropped += balance.dropped();
    quarantined += balance.quarantined();
    damaged += balance.damaged();
    lost += balance.lost();
    duplicated += balance.duplicated();
    unissued += balance.unissued();
    corrupt += balance.corrupt();
    if (!balance.defects().isEmpty()) {
      failedRounds.add((int) rounds);
    }
    balance.defects().forEach(defect -> fail("round %d: %s", rounds, defect));
  }

  /** What a sink held of a round when it was read again after all rounds. */
  public void readAgain(Balance balance, int round) {
    if (!failedRounds.contains(round)) {
      lost += balance.lost();
      duplicated += balance.duplicated();
      unissued += balance.unissued();
      corrupt += balance.corrupt();
      balance.defects().forEach(defect -> fail("round %d, read again: %s", round, defect));
    }
  }

  /** Counts records that were acknowledged to the caller and were not safe. */
  public void falselyAcknowledged(long records) {
    falseAcknowledgements += records;
    if (records > 0) {
      fail("round %d: %d false acknowledgements", rounds, records);
    }
  }

  /** Counts restarts of the job that bad data caused. */
  public void restartedByData(long restarts) {
    restartsByData += restarts;
    if (restarts > 0) {
      fail("round %d: bad data restarted the job %d times", rounds, restarts);
    }
  }

  /** From the fault to the first new result that is committed. */
  public void recoveredAfter(long millis) {
    recoveryMillis.add(millis);
  }

  /** The largest resident memory of any process of the pipeline, so far. */
  public void memory(long megabytes) {
    peakRssMegabytes = Math.max(peakRssMegabytes, megabytes);
  }

  /** Any further figure that the scenario is about. */
  public void figure(String name, Object value) {
    figures.put(name, value);
  }

  /** An invariant does not hold. */
  public void fail(String format, Object... arguments) {
    failures.add(format.formatted(arguments));
  }

  /** Whether every invariant held. */
  public boolean passed() {
    return failures.isEmpty();
  }

  /** What does not hold, a sentence each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** All of it for the JSON file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("scenario", scenario);
    map.put("passed", passed());
    map.put("seed", seed);
    map.put("rounds", rounds);
    map.put("faults", faults);
    map.put("records", accepted);
    map.put("delivered", delivered);
    map.put("pending", pending);
    map.put("droppedByPolicy", dropped);
    map.put("quarantined", quarantined);
    map.put("damaged", damaged);
    map.put("lost", lost);
    map.put("duplicated", duplicated);
    map.put("unissued", unissued);
    map.put("corrupt", corrupt);
    map.put("falseAcknowledgements", falseAcknowledgements);
    map.put("restartsByData", restartsByData);
    map.put("recoveryMillisP50", recoveryAt(0.5));
    map.put("recoveryMillisMax", recoveryAt(1));
    map.put("peakRssMegabytes", peakRssMegabytes);
    map.put("figures", figures);
    map.put("failures", failures);
    return map;
  }

  /** The quantile of the recovery times, null where there was no recovery to time. */
  Long recoveryAt(double quantile) {
    if (recoveryMillis.isEmpty()) {
      return null;
    }
    long[] sorted = recoveryMillis.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(quantile * (sorted.length - 1))];
  }
}
