package dev.telemetry.examples.factory.demo;

/** Something that the user can mend, said in one sentence. */
final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DemoException(String sentence) {
    super(sentence);
  }

  DemoException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
