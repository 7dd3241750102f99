package dev.telemetry.benchmarks.job;

import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * In which form readings come out of the source, so that each contestant gets its own best.
 *
 * @param <T> the form
 */
public interface ReadingFormat<T> extends Serializable {

  /**
   * The form's type.
   *
   * @return with the serializer to use
   */
  TypeInformation<T> type();

  /**
   * Something that makes readings in this form.
   *
   * @param keys how many sensors there are
   * @return for one thread
   */
  Maker<T> maker(int keys);

  /**
   * Makes readings.
   *
   * @param <T> the form
   */
  interface Maker<T> {
    /**
     * Makes a new reading.
     *
     * @param key number of the sensor
     * @param timeMillis event time
     * @param value its value
     * @param sequence its number
     * @return the reading
     */
    T make(int key, long timeMillis, double value, long sequence);
  }

  /**
   * The names of sensors, 31 characters each.
   *
   * @param keys how many
   * @return by number
   */
  static String[] sensorIds(int keys) {
    String[] ids = new String[keys];
    for (int key = 0; key < keys; key++) {
      ids[key] = "plant-1/line-%02d/press-%03d/%06d".formatted(key % 40, key % 500, key);
    }
    return ids;
  }
}
