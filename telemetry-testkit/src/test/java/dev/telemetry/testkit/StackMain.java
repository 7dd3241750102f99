package dev.telemetry.testkit;

import java.util.concurrent.CountDownLatch;

/** Starts the whole stack, says so on standard output, and stays until it is told to end. */
final class StackMain {
  private StackMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws InterruptedException {
    boolean whileStarting = arguments.length > 0;
    if (whileStarting) {
      System.out.println("starting");
    }
    LocalStack stack = LocalStack.start();
    System.out.println("up " + stack.kafka().bootstrapServers());
    new CountDownLatch(1).await();
  }
}
