package dev.telemetry.kafka.serde;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;

/**
 * What a schema allows its data to do.
 *
 * @param guarded whether depth or number of items must be watched while reading: the schema is
 *     recursive, or has arrays of items that take no bytes
 * @param depth how deep records, arrays and maps are in each other; a recursion counts once
 * @param nodes how many values one record has at least to be asked for, counted up to a bound:
 *     records of records of nothing grow with two to the power of their depth
 * @param fixedBytes the size of its largest fixed, which Avro allocates before it reads
 */
record SchemaShape(boolean guarded, int depth, int nodes, int fixedBytes) {
  static final int MAX_NODES = 100_000;
  private static final SchemaShape LEAF = new SchemaShape(false, 0, 1, 0);
  private static final SchemaShape RECURSION = new SchemaShape(true, 0, 1, 0);

  static SchemaShape of(Schema schema) {
    return of(schema, new IdentityHashMap<>());
  }

  private static SchemaShape of(Schema schema, Map<Schema, SchemaShape> seen) {
    return switch (schema.getType()) {
      case RECORD -> ofRecord(schema, seen);
      case ARRAY -> ofArray(schema.getElementType(), seen);
      case MAP -> of(schema.getValueType(), seen).nested();
      case UNION -> all(schema.getTypes(), seen);
      case FIXED -> new SchemaShape(false, 0, 1, schema.getFixedSize());
      default -> LEAF;
    };
  }

  private static SchemaShape ofRecord(Schema schema, Map<Schema, SchemaShape> seen) {
    SchemaShape known = seen.get(schema);
    if (known != null) {
      return known;
    }
    seen.put(schema, RECURSION);
    SchemaShape shape =
        all(schema.getFields().stream().map(Schema.Field::schema).toList(), seen).nested();
    seen.put(schema, shape);
    return shape;
  }

  private static SchemaShape ofArray(Schema element, Map<Schema, SchemaShape> seen) {
    SchemaShape shape = of(element, seen);
    // Avro's answer takes time exponential in the depth of a schema that is too large anyway
    boolean free = shape.nodes < MAX_NODES && GenericDatumReader.isZeroByteSchema(element);
    return new SchemaShape(shape.guarded || free, shape.depth + 1, shape.nodes, shape.fixedBytes);
  }

  private static SchemaShape all(List<Schema> schemas, Map<Schema, SchemaShape> seen) {
    SchemaShape all = LEAF;
    for (Schema schema : schemas) {
      all = all.and(of(schema, seen));
    }
    return all;
  }

  private SchemaShape and(SchemaShape other) {
    return new SchemaShape(
        guarded || other.guarded,
        Math.max(depth, other.depth),
        Math.min(MAX_NODES, nodes + other.nodes),
        Math.max(fixedBytes, other.fixedBytes));
  }

  private SchemaShape nested() {
    return new SchemaShape(guarded, depth + 1, nodes, fixedBytes);
  }
}
