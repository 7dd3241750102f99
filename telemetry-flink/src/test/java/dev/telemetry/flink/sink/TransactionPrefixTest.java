package dev.telemetry.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionPrefixTest {
  @Test
  void holdsEnvironmentJobAndSink() {
    assertThat(TransactionPrefix.of("prod", "monitoring", "alarms-out"))
        .isEqualTo("prod/monitoring/alarms-out|");
  }

  @Property(tries = 300)
  void isTheStartOfItselfAlone(
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 2) String job,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 2) String sink,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 2) String otherJob,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 2) String otherSink) {
    String one = TransactionPrefix.of("prod", job, sink);
    String other = TransactionPrefix.of("prod", otherJob, otherSink);
    assertThat(one.startsWith(other)).isEqualTo(job.equals(otherJob) && sink.equals(otherSink));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a/b", "a|"})
  void refusesPartsThatCouldRunIntoEachOther(String job) {
    assertThatThrownBy(() -> TransactionPrefix.of("prod", job, "out"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("job must not be blank nor hold / or |, was \"" + job + "\"");
  }
}
