package dev.telemetry.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FirstUseTest {
  /** Builds a reading before anything else of the library is loaded. */
  static final class Program {
    public static void main(String[] arguments) {
      SensorReading reading =
          SensorReading.newBuilder()
              .setSensorId("pump-1")
              .setMetric("temperature")
              .setUnit("Cel")
              .setEventTime(Instant.EPOCH)
              .setValue(20.5)
              .build();
      if (reading.getQuality() != Quality.GOOD) {
        throw new IllegalStateException("the default is not there");
      }
    }
  }

  @Test
  void buildsARecordAsTheFirstThingOfAll() throws IOException, InterruptedException {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(new File("target/first-use.log")))
            .start();
    assertThat(program.waitFor()).isZero();
  }
}
