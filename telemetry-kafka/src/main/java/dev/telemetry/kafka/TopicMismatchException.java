package dev.telemetry.kafka;

/** A topic exists and is laid out otherwise than wanted; it was left as it is. */
public final class TopicMismatchException extends TopicAdminException {
  private static final long serialVersionUID = 1;
  private final String topic;
  private final String setting;
  private final String wanted;
  private final String actual;

  TopicMismatchException(
      String topic, String setting, String wanted, String actual, String remedy) {
    super(
        "topic %s has %s = %s, wanted is %s: %s".formatted(topic, setting, actual, wanted, remedy),
        null);
    this.topic = topic;
    this.setting = setting;
    this.wanted = wanted;
    this.actual = actual;
  }

  /**
   * Which topic.
   *
   * @return its name
   */
  public String topic() {
    return topic;
  }

  /**
   * Which setting.
   *
   * @return Kafka's name of it, or "partitions"
   */
  public String setting() {
    return setting;
  }

  /**
   * What the setting should be.
   *
   * @return the value
   */
  public String wanted() {
    return wanted;
  }

  /**
   * What the setting is.
   *
   * @return the value
   */
  public String actual() {
    return actual;
  }
}
