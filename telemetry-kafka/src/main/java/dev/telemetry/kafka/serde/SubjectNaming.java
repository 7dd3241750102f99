package dev.telemetry.kafka.serde;

import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** How the registry's subject of a record is named; the strategies that Confluent has. */
enum SubjectNaming {
  TopicNameStrategy {
    @Override
    String subject(String topic, boolean isKey, Schema schema) {
      return topic + (isKey ? "-key" : "-value");
    }
  },
  RecordNameStrategy {
    @Override
    String subject(String topic, boolean isKey, Schema schema) {
      return schema.getFullName();
    }
  },
  TopicRecordNameStrategy {
    @Override
    String subject(String topic, boolean isKey, Schema schema) {
      return topic + "-" + schema.getFullName();
    }
  };

  abstract String subject(String topic, boolean isKey, Schema schema);

  /** The strategy of Confluent's class of that name, with or without its package. */
  static SubjectNaming of(String key, Object setting) {
    String name = setting instanceof Class<?> type ? type.getName() : setting.toString();
    String simple = name.substring(name.lastIndexOf('.') + 1);
    return Arrays.stream(values())
        .filter(naming -> naming.name().equals(simple))
        .findFirst()
        .orElseThrow(
            () -> new ConfigException(key, setting, "must be one of " + Arrays.toString(values())));
  }
}
