package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;

import dev.telemetry.model.SensorReading;
import dev.telemetry.stats.Moments;
import dev.telemetry.stats.SlidingMoments;
import dev.telemetry.stats.TimeCourse.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Shows the package's own state and bundles to the tests of serializers. */
public final class KeyStates {
  static final Details DETAILS =
      Details.NONE.quantiles(0.5).accuracy(0.02).course(Rules.PLAIN.above(22));

  private KeyStates() {}

  static KeyState example() {
    return KeyStateTest.filled(KeyStateTest.windows(DETAILS));
  }

  public static Object whole() {
    return example();
  }

  public static Object head() {
    KeyState state = example();
    state.panesApart = true;
    return state;
  }

  public static Object plain() {
    return KeyStateTest.filled(KeyStateTest.windows(Details.NONE));
  }

  /** With a window of so many panes that minimum and maximum are kept in another way. */
  public static Object ofALongWindow() {
    return KeyStateTest.filled(KeyStateTest.longWindow());
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> serializer() {
    return (TypeSerializer) new KeyStateSerializer();
  }

  public static Object bundle() {
    Bundle<String, SensorReading> bundle =
        new Bundle<>(new Bundle.Head<>("b\u00fc\u20ac1", "temperature", "Cel"));
    bundle.readings.add(1_763_000_000_500L, 20.5);
    bundle.readings.add(1_763_000_000_000L, -1e9);
    bundle.ignored = 3;
    return bundle;
  }

  public static Object bundleOfManyYears() {
    Bundle<String, SensorReading> bundle =
        new Bundle<>(new Bundle.Head<>("pump-1", "temperature", "Cel"));
    bundle.readings.add(-1, 0.25);
    bundle.readings.add(1_763_000_000_000L, 20.5);
    return bundle;
  }

  public static Object bundleOfOneRecord() {
    Bundle<String, SensorReading> bundle =
        new Bundle<>(new Bundle.Head<>("pump-1", "temperature", "Cel"));
    bundle.record = sensor("pump-1").at(1_763_000_000L).sequence(42).tag("batch", "b1").value(20.5);
    bundle.readings.add(1_763_000_000_000L, 20.5);
    return bundle;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the class of bundles is not public
  public static TypeSerializer<Object> bundles() {
    return (TypeSerializer) Subtasks.bundles();
  }

  public static Object slicePart() {
    Moments values = new Moments();
    values.add(1.5, 1_000);
    values.add(-2.25, 2_000);
    return new SlicePart("plant/press#t[Cel]", "plant/press/oil", 5_000, values);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the class of parts is not public
  public static TypeSerializer<Object> sliceParts() {
    return (TypeSerializer) SlicePartSerializer.INSTANCE;
  }

  /** All blocks of closed panes, one after the other. */
  static byte[] blocks(KeyState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    for (KindState kind : state.kinds) {
      SlidingMoments panes = kind.panes;
      for (int block = 0; panes != null && block < panes.blocks(); block++) {
        panes.writeBlock(block, out);
      }
    }
    return out.getCopyOfBuffer();
  }

  static void readBlocks(KeyState state, byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    for (KindState kind : state.kinds) {
      SlidingMoments panes = kind.panes;
      for (int block = 0; panes != null && block < panes.blocks(); block++) {
        panes.readBlock(block, in);
      }
    }
    if (in.available() > 0) {
      throw new IOException(in.available() + " bytes were not read");
    }
  }

  static byte[] stored(String name) throws IOException {
    try (InputStream in = KeyStates.class.getResourceAsStream("/golden/0.2.0/" + name)) {
      return HexFormat.of()
          .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
    }
  }
}
