package dev.telemetry.flink.window;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to what: sensors to machines, machines to lines, zones to boroughs. {@link
 * PlantPath#parentOf} is the one of paths.
 */
@FunctionalInterface
public interface Hierarchy extends Serializable {

  /**
   * What a key belongs to. The answer must always be the same, as results in many places depend on
   * it.
   *
   * @param key a key as the results tell it, or the parent of one
   * @return its parent, null at the top
   */
  @Nullable String parentOf(String key);
}
