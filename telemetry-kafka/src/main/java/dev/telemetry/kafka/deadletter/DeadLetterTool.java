package dev.telemetry.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * Dead letters on the command line: {@code list}, {@code show}, {@code export} and {@code replay};
 * {@code --help} tells more. Needs picocli on the class path, which telemetry-kafka does not bring.
 *
 * <pre>
 * list   --kafka broker:9093 --registry https://registry:8081
 * replay --kafka ... --reason UnknownSchema              (says what it would do)
 * replay --kafka ... --reason UnknownSchema --execute    (does it)
 * export --kafka ... --id sensor.quarantine.v1-0@42 --file letters.jsonl
 * replay --kafka ... --from-file letters.jsonl --execute
 * </pre>
 *
 * <p>Ends with 0, with 1 where Kafka, the registry or a file fails, and with 2 for wrong words. See
 * {@link Replay} for what may be relied on.
 */
@Command(
    name = "dead-letters",
    description = "Looks at the records that a job put aside, and puts them back.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT)
public final class DeadLetterTool {
  private final String[] args;
  private final PrintWriter out;

  @Mixin private ToolConnection connection = new ToolConnection();

  @Option(
      names = "--rejected",
      scope = ScopeType.INHERIT,
      description = "Readings that a job rejected, instead of records that it quarantined.")
  private boolean rejected;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "The topic of the dead letters, where it is not the standard one.")
  private @Nullable String topic;

  private DeadLetterTool(PrintWriter out, String... args) {
    this.out = out;
    this.args = args;
  }

  /**
   * See {@code --help}.
   *
   * @param args what to do
   */
  public static void main(String... args) {
    System.exit(run(writer(System.out), writer(System.err), args));
  }

  private static PrintWriter writer(PrintStream to) {
    return new PrintWriter(new OutputStreamWriter(to, UTF_8), true);
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = new CommandLine(new DeadLetterTool(out, args)).setOut(out).setErr(err);
    command.setExecutionExceptionHandler(
        (error, where, parsed) -> {
          err.println(error.getMessage() == null ? error.toString() : error.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return command.execute(args);
  }

  private DeadLetters letters() {
    Topic<? extends SpecificRecord> standard = rejected ? Topics.REJECTED : Topics.QUARANTINE;
    return DeadLetters.of(topic == null ? standard : standard.named(topic), connection.from(args));
  }

  /** A line for each. */
  @Command(description = "A line for each: id, time, reason, where it was read from, message.")
  void list(@Mixin ToolFilter which) {
    letters()
        .forEach(
            which,
            letter ->
                out.printf(
                    "%s %s %s %s %s%n",
                    letter.id(),
                    letter.at(),
                    letter.reason(),
                    letter.origin(),
                    oneLine(letter.message())));
  }

  /** Whoever sent the record may have had a hand in it. */
  private static String oneLine(String message) {
    return message.replaceAll("\\p{Cntrl}", " ");
  }

  /** All of each. */
  @Command(description = "Everything of each, as JSON.")
  void show(@Mixin ToolFilter which) {
    letters().forEach(which, letter -> out.println(DeadLetterJson.pretty(letter)));
  }

  /** Into a file. */
  @Command(description = "Writes them into a file, a JSON object a line, to be repaired.")
  void export(
      @Mixin ToolFilter which,
      @Option(names = "--file", required = true, description = "A file that is not there yet.")
          Path file) {
    letters().export(which, file);
  }

  /** Back to where they came from. */
  @Command(
      description =
          "Puts each back once, where it came from. Says what it would do, unless --execute.")
  void replay(@Mixin ToolFilter which, @Mixin ToolReplay how) {
    Replay replay =
        how.applyTo(letters().replay())
            .telling(
                replayed ->
                    out.printf("%s %s %s%n", replayed.id(), replayed.outcome(), replayed.topic()));
    ReplayReport report = how.run(replay, which);
    out.printf(
        "%s %d, put back before %d, too often %d, without a topic %d%n",
        how.execute ? "put back" : "would put back",
        report.putBack(),
        report.before(),
        report.tooOften(),
        report.nowhere());
  }
}
