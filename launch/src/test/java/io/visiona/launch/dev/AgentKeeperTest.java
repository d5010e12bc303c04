package io.visiona.launch.dev;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AgentKeeperTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private final PrintStream out =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
  private volatile Process process = start();

  /** A process that ends once it is told to. */
  private static Process start() {
    try {
      return new ProcessBuilder("sleep", "600").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void agentThatEnded_isStartedAgain_eachTime() throws InterruptedException {
    CountDownLatch twice = new CountDownLatch(2);
    Runnable restart =
        () -> {
          process = start();
          twice.countDown();
          if (twice.getCount() > 0) {
            process.destroyForcibly();
          }
        };
    try (AgentKeeper keeper = new AgentKeeper(() -> process, restart, Duration.ZERO, out)) {
      process.destroyForcibly();
      assertTrue(twice.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
      assertFalse(keeper.awaitEnd(Duration.ofMillis(1)), "it goes on");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void agentThatIsStopped_staysSo() throws InterruptedException {
    CountDownLatch restarted = new CountDownLatch(1);
    AgentKeeper keeper = new AgentKeeper(() -> process, restarted::countDown, LIMIT, out);
    Process ended = process.destroyForcibly();
    assertTrue(ended.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
    keeper.close();
    assertTrue(keeper.awaitEnd(LIMIT), "its thread ends at once, not after the pause");
    assertFalse(restarted.await(0, TimeUnit.SECONDS));
  }
}
