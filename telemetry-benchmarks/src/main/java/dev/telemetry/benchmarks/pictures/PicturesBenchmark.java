package dev.telemetry.benchmarks.pictures;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.detect.Series;
import dev.telemetry.benchmarks.detect.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws the pictures of {@code docs/detectors.md} from the files of NAB, and tells of each how many
 * episodes it shows. Measures nothing.
 */
public final class PicturesBenchmark implements Benchmark {
  private static final String LABELS = "labels/combined_windows.json";

  private final Path nab;
  private final Path folder;

  /**
   * Makes the benchmark.
   *
   * @param nab folder of NAB: {@code data} and {@code labels}
   * @param folder to write to
   */
  public PicturesBenchmark(Path nab, Path folder) {
    this.nab = nab;
    this.folder = folder;
  }

  @Override
  public String name() {
    return "pictures";
  }

  @Override
  public List<String> cases() {
    return Gallery.SHOTS.stream().map(Shot::name).toList();
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws IOException {
    if (!Files.isRegularFile(nab.resolve(LABELS))) {
      System.out.printf("%s is skipped: no data of NAB in %s, see -Dnab=DIR%n", name, nab);
      return Optional.empty();
    }
    System.setProperty("java.awt.headless", "true");
    for (Shot shot : Gallery.SHOTS) {
      if (shot.name().equals(name)) {
        draw(shot);
      }
    }
    return Optional.empty();
  }

  private void draw(Shot shot) throws IOException {
    Series series = Series.read(nab.resolve("data").resolve(shot.file()));
    List<Span> labelled = labelled(shot.file());
    List<Long> openings = Replayed.openings(shot.detector(), series);
    Picture picture = new Picture(shot.title(), shot.unit(), series);
    picture.bands(labelled);
    picture.line(series);
    picture.marks(openings);
    Path file = Files.createDirectories(folder).resolve(shot.name() + ".png");
    picture.write(file);
    long found =
        labelled.stream().filter(span -> openings.stream().anyMatch(span::contains)).count();
    long inside =
        openings.stream().filter(at -> labelled.stream().anyMatch(s -> s.contains(at))).count();
    System.out.printf(
        "%-18s %d of %d labelled windows found, %d of %d episodes outside; %s, %,d bytes%n",
        shot.name(),
        found,
        labelled.size(),
        openings.size() - inside,
        openings.size(),
        file.getFileName(),
        Files.size(file));
  }

  private List<Span> labelled(String file) throws IOException {
    Map<String, List<List<String>>> windows =
        new ObjectMapper().readValue(nab.resolve(LABELS).toFile(), new TypeReference<>() {});
    return windows.getOrDefault(file, List.of()).stream()
        .map(edges -> new Span(millis(edges.get(0)), millis(edges.get(1))))
        .toList();
  }

  private static long millis(String timestamp) {
    return Timestamps.parse(timestamp).orElseThrow();
  }
}
