package dev.telemetry.examples.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs scenarios one after the other, writes {@code target/faults/NAME.json} after each, and prints
 * a table. The exit status is 1 when an invariant did not hold.
 */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Breaks a real telemetry pipeline, and proves that nothing is lost.")
public final class FaultRunner implements Callable<Integer> {
  static final Path REPORTS = Path.of("target", "faults");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Option(
      names = "--scenarios",
      split = ",",
      description = "names, quick or all; quick unless told. Names: ${COMPLETION-CANDIDATES}",
      completionCandidates = Scenarios.Names.class)
  private List<String> names = List.of(Scenarios.QUICK);

  @Option(names = "--seed", description = "of all that is random; a new one unless told")
  private String seed = "";

  @Option(names = "--records", description = "of each round; 100000, quick 5000")
  private String records = "";

  @Option(names = "--rounds", description = "of each scenario; 20, quick 2")
  private String rounds = "";

  @Option(
      names = "--break",
      split = ",",
      description = "defects to put in, to prove that the runner finds them")
  private Set<String> breaks = Set.of();

  /** The command line. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FaultRunner()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    FaultSettings settings = settings(names.equals(List.of(Scenarios.QUICK)));
    List<Outcome> outcomes = new ArrayList<>();
    for (Scenario scenario : Scenarios.named(names)) {
      outcomes.add(run(scenario, settings));
    }
    System.out.println(SummaryTable.of(outcomes));
    return outcomes.stream().allMatch(Outcome::passed) ? 0 : 1;
  }

  private FaultSettings settings(boolean quick) {
    long chosen =
        seed.isEmpty() ? ThreadLocalRandom.current().nextLong(1_000_000_000) : Long.parseLong(seed);
    return new FaultSettings(
        chosen,
        number(records, quick ? 5_000 : 100_000),
        number(rounds, quick ? 2 : 20),
        quick,
        breaks,
        FaultRunner::print);
  }

  private static int number(String given, int otherwise) {
    return given.isEmpty() ? otherwise : Integer.parseInt(given);
  }

  /** Runs one scenario and writes its file; what it could not set up is a failure of it. */
  static Outcome run(Scenario scenario, FaultSettings settings) throws IOException {
    settings.say(
        "%s: %s (seed %d, %d rounds of %,d records)",
        scenario.name(), scenario.fault(), settings.seed(), settings.rounds(), settings.records());
    Outcome outcome = attempt(scenario, settings);
    Files.createDirectories(REPORTS);
    JSON.writeValue(REPORTS.resolve(scenario.name() + ".json").toFile(), outcome.toMap());
    settings.say("%s: %s", scenario.name(), outcome.passed() ? "passed" : outcome.failures());
    return outcome;
  }

  private static Outcome attempt(Scenario scenario, FaultSettings settings) {
    try {
      return scenario.run(settings);
    } catch (Exception e) {
      Outcome outcome = new Outcome(scenario, settings);
      outcome.fail("could not be run to its end: %s", e);
      e.printStackTrace();
      return outcome;
    }
  }

  private static void print(String line) {
    System.out.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
  }
}
