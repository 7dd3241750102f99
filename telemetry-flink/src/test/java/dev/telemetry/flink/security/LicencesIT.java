package dev.telemetry.flink.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Holds the bill of materials, which the build has just made, against what users may be given. */
@EnabledIf(value = "isMade", disabledReason = "target/bom.json is made by mvn verify")
class LicencesIT {
  private static final Path BOM = Path.of("target", "bom.json");

  /** Permissive, or weak copyleft whose files we do not change. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "MIT",
          "MIT-0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "UPL-1.0",
          "0BSD",
          "Unicode/ICU License");

  private JsonNode components;

  static boolean isMade() {
    return Files.exists(BOM);
  }

  @BeforeEach
  void readBom() throws IOException {
    components = new ObjectMapper().readTree(BOM.toFile()).path("components");
  }

  @Test
  void listsWhatAJobNeeds() {
    assertThat(names())
        .contains("telemetry-kafka", "avro", "kafka-clients", "flink-streaming-java");
  }

  @Test
  void givesEachDependencyALicenceThatUsersMayRelyOn() {
    List<String> others = new ArrayList<>();
    for (JsonNode component : components) {
      if (licences(component).stream().noneMatch(ALLOWED::contains)) {
        others.add(component.path("name").asText() + " " + licences(component));
      }
    }
    assertThat(others).isEmpty();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    components.forEach(component -> names.add(component.path("name").asText()));
    return names;
  }

  /** The choices that a component gives: by SPDX's id, by name, or as an expression. */
  private static List<String> licences(JsonNode component) {
    List<String> licences = new ArrayList<>();
    for (JsonNode choice : component.path("licenses")) {
      JsonNode licence = choice.path("license");
      licences.add(licence.path("id").asText(licence.path("name").asText(null)));
      licences.addAll(List.of(choice.path("expression").asText().split("[() ]+(OR|AND)?[() ]*")));
    }
    return licences;
  }
}
