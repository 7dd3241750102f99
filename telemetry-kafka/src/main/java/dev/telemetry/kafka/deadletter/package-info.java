/**
 * Looks at dead letters, the records that a job could not decode or did not accept, and puts them
 * back once the cause is mended or they are repaired. {@link
 * dev.telemetry.kafka.deadletter.DeadLetters} for programs, {@link
 * dev.telemetry.kafka.deadletter.DeadLetterTool} for people.
 */
@NullMarked
package dev.telemetry.kafka.deadletter;

import org.jspecify.annotations.NullMarked;
