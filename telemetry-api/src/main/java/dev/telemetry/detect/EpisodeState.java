package dev.telemetry.detect;

/** What every detector remembers of a key; each adds what it learned. */
class EpisodeState {
  final Episode episode = new Episode();
  final Verdict verdict = new Verdict();
  final Judgement judgement = new Judgement();

  /** Abnormal values since the last normal one, counted for detectors that learn. */
  long excluded;
}
