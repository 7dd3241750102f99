/** Says before a new version of a job is started what it would lose of a savepoint. */
@NullMarked
package dev.telemetry.flink.upgrade;

import org.jspecify.annotations.NullMarked;
