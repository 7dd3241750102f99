package dev.telemetry.flink.window;

import org.jspecify.annotations.Nullable;

/**
 * Paths through a plant, from the site down: {@code plant-1/line-2/press-7/temperature} is a sensor
 * of the machine {@code plant-1/line-2/press-7}.
 */
public final class PlantPath {
  private PlantPath() {}

  /**
   * Cuts off the last segment.
   *
   * @param path segments with slashes between them
   * @return the path of what it belongs to, null for a path of one segment
   */
  public static @Nullable String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash > 0 ? path.substring(0, slash) : null;
  }
}
