package dev.telemetry.benchmarks.nab;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The files of a checkout of NAB, in the order of their names. */
final class NabCorpus {
  private static final String LABELS = "labels/combined_windows.json";

  private NabCorpus() {}

  static boolean isAt(Path folder) {
    return Files.isRegularFile(folder.resolve(LABELS)) && Files.isDirectory(folder.resolve("data"));
  }

  static List<NabFile> read(Path folder) throws IOException {
    TreeMap<String, List<List<String>>> windows =
        new ObjectMapper().readValue(folder.resolve(LABELS).toFile(), new TypeReference<>() {});
    List<NabFile> files = new ArrayList<>();
    for (var entry : windows.entrySet()) {
      files.add(NabFile.read(folder.resolve("data"), entry.getKey(), entry.getValue()));
    }
    return files;
  }

  /**
   * The half of the files that something may be chosen on; the other half is to confirm it. Of each
   * category every other file, in an order that nobody chose: that of the hashes of the names.
   */
  static boolean[] chosenHalf(List<NabFile> files) {
    List<NabFile> shuffled = new ArrayList<>(files);
    shuffled.sort(
        Comparator.comparing(NabFile::category)
            .thenComparingInt(file -> 31 * file.name.hashCode()));
    boolean[] half = new boolean[files.size()];
    for (int i = 0; i < shuffled.size(); i += 2) {
      half[files.indexOf(shuffled.get(i))] = true;
    }
    return half;
  }
}
