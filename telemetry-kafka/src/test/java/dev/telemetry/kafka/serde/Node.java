package dev.telemetry.kafka.serde;

import org.apache.avro.Schema;
import org.apache.avro.specific.AvroGenerated;
import org.apache.avro.specific.SpecificRecordBase;

/** A list without end, as Avro would generate it. */
@AvroGenerated
public class Node extends SpecificRecordBase {
  public static final Schema SCHEMA$ =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Node", "namespace": "dev.telemetry.kafka.serde", "fields": [
                {"name": "next", "type": ["null", "Node"], "default": null}]}""");

  private Node next;

  @Override
  public Schema getSchema() {
    return SCHEMA$;
  }

  @Override
  public Object get(int field) {
    return next;
  }

  @Override
  public void put(int field, Object value) {
    next = (Node) value;
  }

  /** How many nodes follow this one. */
  public int length() {
    int length = 0;
    for (Node node = next; node != null; node = node.next) {
      length++;
    }
    return length;
  }
}
