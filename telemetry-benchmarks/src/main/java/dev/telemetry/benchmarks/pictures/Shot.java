package dev.telemetry.benchmarks.pictures;

import dev.telemetry.detect.Detector;

/** A detector and the file of NAB that shows what it is for. */
record Shot(String name, String file, String unit, Detector<?> detector) {

  String title() {
    String series = file.substring(file.indexOf('/') + 1, file.length() - ".csv".length());
    return name + " on " + series;
  }
}
