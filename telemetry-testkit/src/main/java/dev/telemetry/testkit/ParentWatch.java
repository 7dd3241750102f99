package dev.telemetry.testkit;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class in a child JVM, and halts that JVM when the parent is gone: even after
 * kill -9, which runs no shutdown hook, no child stays behind. Only this class file goes on the
 * child's class path, so it must use nothing but the JDK.
 */
final class ParentWatch {
  private static final int ORPHANED = 1;

  private ParentWatch() {}

  /**
   * Arguments: the parent's process id, the main class, that class's arguments.
   *
   * @param arguments as above
   * @throws Exception what the other main class throws
   */
  public static void main(String[] arguments) throws Exception {
    long parent = Long.parseLong(arguments[0]);
    Thread watch = new Thread(() -> haltWithout(parent), "parent-watch");
    watch.setDaemon(true);
    watch.start();
    String[] rest = Arrays.copyOfRange(arguments, 2, arguments.length);
    try {
      Class.forName(arguments[1]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void haltWithout(long parent) {
    ProcessHandle.of(parent).ifPresent(handle -> handle.onExit().join());
    Runtime.getRuntime().halt(ORPHANED);
  }
}
