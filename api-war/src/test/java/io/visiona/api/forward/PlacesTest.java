package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PlacesTest {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);

  private final Places places = new Places(1);

  @Test
  void fullAgent_refusesAfterTheWait_whileOthersAreFree() throws InterruptedException {
    assertThat(places.take(ONE, Duration.ZERO)).isPresent();

    assertThat(places.take(ONE, Duration.ofMillis(20))).isEmpty();
    assertThat(places.take(OTHER, Duration.ZERO)).isPresent();
  }

  @Test
  void whoWaits_getsThePlaceThatIsGivenBack() throws Exception {
    Places.Place first = places.take(ONE, Duration.ZERO).orElseThrow();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Optional<Places.Place>> second =
          CompletableFuture.supplyAsync(() -> takeOne(Duration.ofSeconds(10)), threads);

      first.close();

      assertThat(second.get()).isPresent();
    }
  }

  @Test
  void placeGivenBackTwice_countsOnce_andNothingIsKeptForAgentsNobodyUses() throws InterruptedException {
    Places.Place place = places.take(ONE, Duration.ZERO).orElseThrow();
    place.close();
    place.close();

    Places.Place again = places.take(ONE, Duration.ZERO).orElseThrow();
    assertThat(places.take(ONE, Duration.ZERO)).isEmpty();
    again.close();
    Awaitility.await().until(() -> places.agents() == 0);
  }

  private Optional<Places.Place> takeOne(Duration patience) {
    try {
      return places.take(ONE, patience);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
