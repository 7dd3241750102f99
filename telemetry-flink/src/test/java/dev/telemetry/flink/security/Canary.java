package dev.telemetry.flink.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Secrets that can be recognised wherever they come out, also as part of something in Base64. */
final class Canary {
  static final String SASL = "c4nary-sasl";
  static final String STORES = "c4nary-stores";
  static final String REGISTRY = "c4nary-registry";
  static final String DATABASE = "c4nary-database";
  static final String WRONG = "c4nary-wrong";

  private static final String COMMON = "c4nary";
  private static final List<String> FORMS =
      Stream.concat(Stream.of(COMMON), IntStream.range(0, 3).mapToObj(Canary::inBase64)).toList();

  private Canary() {}

  /** What all Base64 texts share that have the secret after so many other bytes, modulo 3. */
  private static String inBase64(int before) {
    byte[] text = (" ".repeat(before) + COMMON).getBytes(UTF_8);
    String coded = Base64.getEncoder().withoutPadding().encodeToString(text);
    // the first and the last characters mix with what is around
    return coded.substring((before * 8 + 5) / 6, text.length * 8 / 6);
  }

  /** The lines that give a secret away. */
  static List<String> linesIn(String text) {
    return text.lines().filter(line -> FORMS.stream().anyMatch(line::contains)).toList();
  }

  static List<String> linesIn(byte[] bytes) {
    return linesIn(new String(bytes, ISO_8859_1));
  }
}
