package dev.telemetry.examples.factory.demo;

import dev.telemetry.examples.factory.dashboard.PortInUseException;
import dev.telemetry.examples.factory.replay.RecordingException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The command line of the demo: exit code 0 after a clean end, 1 after a failure, 2 for wrong
 * words.
 */
public final class DemoMain {
  private static final Logger LOG = LoggerFactory.getLogger(DemoMain.class);

  private DemoMain() {}

  /** See {@code --help}. */
  public static void main(String... args) {
    Options options = new Options();
    CommandLine command = new CommandLine(options).setCommandName("mvn -Pdemo -Ddemo.args=\"...\"");
    try {
      command.parseArgs(args);
      if (command.isUsageHelpRequested()) {
        command.usage(System.out);
        return;
      }
      options.check();
    } catch (CommandLine.ParameterException | DemoException e) {
      System.err.println(sentence(e.getMessage()) + " Say --help for what can be said.");
      System.exit(2);
    }
    System.exit(run(new Demo(options)));
  }

  private static String sentence(String words) {
    return words.endsWith(".") ? words : words + ".";
  }

  private static int run(Demo demo) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(demo), "demo-shutdown"));
    endWithParent();
    try {
      demo.run();
      return 0;
    } catch (DemoException | RecordingException | PortInUseException e) {
      return failed(demo, e, e.getMessage());
    } catch (Exception e) {
      return failed(demo, e, "The demo failed: " + e);
    } finally {
      demo.close(); // not before it is known whether somebody else has closed it
    }
  }

  /** All stops at once, the database among it: what its clients say of that is no news. */
  private static void stop(Demo demo) {
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    demo.close();
  }

  /** What fails because it is being stopped is no failure. */
  private static int failed(Demo demo, Exception cause, String sentence) {
    LOG.debug("The demo ended", cause);
    if (demo.isStopped()) {
      return 0;
    }
    System.err.println(sentence);
    return 1;
  }

  /** Maven may be killed without a word; then nobody would stop us. */
  private static void endWithParent() {
    if (Boolean.getBoolean("demo.endsWithParent")) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
    }
  }
}
