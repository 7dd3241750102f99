/** Type information and serializers of our records and states: no Kryo, no Java serialization. */
@NullMarked
package dev.telemetry.flink.type;

import org.jspecify.annotations.NullMarked;
