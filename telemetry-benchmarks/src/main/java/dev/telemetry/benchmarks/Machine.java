package dev.telemetry.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The machine, and the CPU time that this process has taken of it. */
public final class Machine {
  private static final int COLLECTIONS = 4;
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Machine() {}

  /**
   * CPU time of all threads of this process so far, also the compiler's and the collector's.
   *
   * @return nanoseconds
   */
  public static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /**
   * What lives on the heap.
   *
   * @return bytes, after collections until they find nothing more
   */
  public static long liveHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  static Map<String, Object> describe() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    told.put("cpu", cpuModel());
    told.put("cores", Runtime.getRuntime().availableProcessors());
    told.put("memoryGiB", Math.round(SYSTEM.getTotalMemorySize() / (double) (1 << 30)));
    told.put("heapGiB", Math.round(Runtime.getRuntime().maxMemory() / (double) (1 << 30)));
    told.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    told.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    told.put("loadAverageAtStart", SYSTEM.getSystemLoadAverage());
    return told;
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return System.getProperty("os.arch") + ", model unknown";
    }
  }
}
