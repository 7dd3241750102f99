package dev.telemetry.flink.security;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** All that any logger says at DEBUG, of log4j and of the JDK, until closed. */
final class CapturedLogs implements AutoCloseable {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext log4j = (LoggerContext) LogManager.getContext(false);
  private final java.util.logging.Logger jdk = java.util.logging.Logger.getLogger("");
  private final Handler handler = new JdkHandler();

  CapturedLogs() {
    LoggerConfig root = log4j.getConfiguration().getRootLogger();
    for (Appender appender : root.getAppenders().values()) {
      root.removeAppender(appender.getName());
      root.addAppender(appender, Level.ERROR, null);
    }
    Appender all = new Log4jAppender();
    all.start();
    root.addAppender(all, Level.DEBUG, null);
    root.setLevel(Level.DEBUG);
    log4j.updateLoggers();
    handler.setLevel(java.util.logging.Level.ALL);
    jdk.setLevel(java.util.logging.Level.ALL);
    jdk.addHandler(handler);
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    jdk.removeHandler(handler);
    jdk.setLevel(java.util.logging.Level.INFO);
    log4j.reconfigure();
  }

  private final class Log4jAppender extends AbstractAppender {
    Log4jAppender() {
      super(
          "captured",
          null,
          PatternLayout.newBuilder().withPattern("%p %c %m %throwable").build(),
          false,
          Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(String.valueOf(getLayout().toSerializable(event)));
    }
  }

  private final class JdkHandler extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord said) {
      lines.add(formatter.format(said) + Arrays.toString(said.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
