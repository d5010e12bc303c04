package io.visiona.shared.directory;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Tunnels of a person at one relay for good. */
final class LocalOwnerPlacesTest extends OwnerPlacesContract {
  private Instant now = Instant.EPOCH;
  private final LocalDirectory directory =
      LocalDirectory.ofRelay(
          URI.create("http://127.0.0.1:3801"),
          ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

  @Override
  OwnerPlaces one() {
    return directory.owners();
  }

  @Override
  OwnerPlaces other() {
    return directory.owners();
  }

  @Override
  void pass(Duration time) {
    now = now.plus(time);
  }
}
