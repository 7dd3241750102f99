package dev.telemetry.flink.window;

/**
 * The key of a rollup: what it is of, what was measured and in which unit, such as {@code
 * plant-1/line-2/press-7#temperature[Cel]}. Without a unit there are no brackets; the hash sign is
 * always there, so that a rollup is told apart from a sensor of the same path. What would make it
 * ambiguous is escaped as in URLs: % and # in the path, % and [ in the metric.
 */
final class RollupKey {
  private RollupKey() {}

  static String of(String path, String metric, String unit) {
    String start = escape(path, "#") + '#' + escape(metric, "[");
    return unit.isEmpty() ? start : start + '[' + unit + ']';
  }

  static String pathOf(String key) {
    return unescape(key.substring(0, key.indexOf('#')), "#");
  }

  static String metricOf(String key) {
    int bracket = key.indexOf('[', key.indexOf('#'));
    return unescape(key.substring(key.indexOf('#') + 1, bracket < 0 ? key.length() : bracket), "[");
  }

  static String unitOf(String key) {
    int bracket = key.indexOf('[', key.indexOf('#'));
    return bracket < 0 ? "" : key.substring(bracket + 1, key.length() - 1);
  }

  private static String escape(String text, String reserved) {
    return text.replace("%", "%25").replace(reserved, escaped(reserved));
  }

  private static String unescape(String text, String reserved) {
    return text.replace(escaped(reserved), reserved).replace("%25", "%");
  }

  private static String escaped(String reserved) {
    return "%%%02X".formatted((int) reserved.charAt(0));
  }
}
