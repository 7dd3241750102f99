package dev.telemetry.kafka.registry;

import org.apache.avro.Schema;

/**
 * One version of a subject's schema.
 *
 * @param subject the subject
 * @param version the version in the subject, from 1
 * @param id the id that records of this schema carry, unique in the registry
 * @param schema the schema
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
