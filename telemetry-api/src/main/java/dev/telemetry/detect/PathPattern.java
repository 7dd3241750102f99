package dev.telemetry.detect;

/**
 * A pattern of paths: {@code *} any part of a segment, {@code ?} one character of it, a segment
 * {@code **} any number of segments. Takes time of at most pattern times path, whatever somebody
 * writes into a rule.
 */
final class PathPattern {
  private static final String ANY_SEGMENTS = "**";

  private final String[] pattern;

  PathPattern(String pattern) {
    this.pattern = pattern.split("/", -1);
  }

  boolean matches(String path) {
    String[] segments = path.split("/", -1);
    return fits(
        pattern.length,
        segments.length,
        at -> pattern[at].equals(ANY_SEGMENTS),
        (at, segment) -> segmentMatches(pattern[at], segments[segment]));
  }

  private static boolean segmentMatches(String pattern, String segment) {
    return fits(
        pattern.length(),
        segment.length(),
        at -> pattern.charAt(at) == '*',
        (at, i) -> pattern.charAt(at) == '?' || pattern.charAt(at) == segment.charAt(i));
  }

  private interface IsWild {
    boolean at(int pattern);
  }

  private interface Fits {
    boolean at(int pattern, int text);
  }

  /**
   * Matches greedily and goes back to the last wildcard only: what an earlier one could take, the
   * last can take too.
   */
  private static boolean fits(int patternLength, int textLength, IsWild wild, Fits single) {
    int at = 0;
    int wildAt = -1;
    int resumeAt = 0;
    int i = 0;
    while (i < textLength) {
      if (at < patternLength && wild.at(at)) {
        wildAt = at++;
        resumeAt = i;
      } else if (at < patternLength && single.at(at, i)) {
        at++;
        i++;
      } else if (wildAt >= 0) {
        at = wildAt + 1;
        i = ++resumeAt;
      } else {
        return false;
      }
    }
    while (at < patternLength && wild.at(at)) {
      at++;
    }
    return at == patternLength;
  }
}
