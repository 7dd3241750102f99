package dev.telemetry.topic;

import dev.telemetry.model.SensorReading;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Which record classes Avro may instantiate. Avro refuses every generated class that it was not
 * told to trust, because a schema comes with the data and names the class to load. Trusted are the
 * records of {@code dev.telemetry.model} and each class that the application itself names, with the
 * records, enums and fixed types it is made of: never a package wildcard, never a name that only a
 * schema mentions.
 */
public final class TrustedRecords {
  private static final Set<String> TRUSTED = ConcurrentHashMap.newKeySet();

  static {
    // our own are trusted with their first use: it must not fall into what follows
    Schema unused = SensorReading.getClassSchema();
    ClassSecurityPredicate named = type -> TRUSTED.contains(type.getName());
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), named));
  }

  private TrustedRecords() {}

  /**
   * Lets Avro read a record class and the types it is made of. {@link Topic#of} and the serializers
   * call it; only who uses Avro directly needs to.
   *
   * @param type a generated record class
   */
  public static void trust(Class<? extends SpecificRecord> type) {
    trust(SpecificData.get().getSchema(type));
  }

  private static void trust(Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        // a record that is known already ends the walk, so that recursive schemas end it too
        if (TRUSTED.add(SpecificData.getClassName(schema))) {
          schema.getFields().forEach(field -> trust(field.schema()));
        }
      }
      case ENUM, FIXED -> TRUSTED.add(SpecificData.getClassName(schema));
      case ARRAY -> trust(schema.getElementType());
      case MAP -> trust(schema.getValueType());
      case UNION -> schema.getTypes().forEach(TrustedRecords::trust);
      default -> {
        // primitive types name no class
      }
    }
  }
}
