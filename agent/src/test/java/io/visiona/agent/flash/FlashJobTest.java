package io.visiona.agent.flash;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlashJobTest {
  private static final FlashOrder ORDER =
      new FlashOrder(
          "1f0c7a3e-0000-4000-8000-000000000001",
          "Doorbell",
          "KL720",
          5,
          "0".repeat(64),
          "detection",
          null,
          null,
          null,
          URI.create("http://127.0.0.1/file"),
          new FileToken("token"),
          false);

  /** The agent may be killed as soon as somebody has seen it. */
  @Test
  void state_isRemembered_beforeAnybodyCanSeeIt() {
    List<String> remembered = new ArrayList<>();
    FlashJob job =
        new FlashJob(
            "kl720-00b2",
            ORDER,
            Clock.systemUTC(),
            changed -> {
              assertThat(Thread.holdsLock(changed)).as("others wait to look").isTrue();
              remembered.add(changed.state().text());
            });
    job.enter(FlashState.DOWNLOADING);
    job.failed("download_failed", "The file cannot be fetched.", "retry");
    assertThat(remembered).containsExactly("downloading", "failed");
  }
}
