package dev.telemetry.flink.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The keys of a compacted topic that were handed on and not removed since. */
final class KnownKeys implements SourceSplit {
  static final String ID = "topic";

  final TreeSet<String> keys = new TreeSet<>();

  /** Those that came since this start. */
  final Set<String> seen = new HashSet<>();

  @Override
  public String splitId() {
    return ID;
  }

  KnownKeys copy() {
    KnownKeys copy = new KnownKeys();
    copy.keys.addAll(keys);
    return copy;
  }

  /** Version 1: how many, and each as bytes in UTF-8 behind their number. */
  static final class Serializer implements SimpleVersionedSerializer<KnownKeys> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(KnownKeys known) throws IOException {
      DataOutputSerializer out = new DataOutputSerializer(256);
      out.writeInt(known.keys.size());
      for (String key : known.keys) {
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
      return out.getCopyOfBuffer();
    }

    @Override
    public KnownKeys deserialize(int version, byte[] bytes) throws IOException {
      DataInputDeserializer in = new DataInputDeserializer(bytes);
      KnownKeys known = new KnownKeys();
      for (int left = in.readInt(); left > 0; left--) {
        byte[] utf8 = new byte[in.readInt()];
        in.readFully(utf8);
        known.keys.add(new String(utf8, StandardCharsets.UTF_8));
      }
      return known;
    }
  }
}
