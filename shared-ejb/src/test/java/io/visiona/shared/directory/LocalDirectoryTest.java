package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** A directory of one relay. */
final class LocalDirectoryTest extends TunnelDirectoryContract {
  private static final URI RELAY = URI.create("http://127.0.0.1:3801");

  private final LocalDirectory directory = LocalDirectory.ofRelay(RELAY, Clock.systemUTC());

  @Override
  TunnelDirectory one() {
    return directory;
  }

  @Override
  TunnelDirectory other() {
    return directory;
  }

  @Test
  void apiServer_countsAsTheOnlyOne() {
    assertThat(get(directory.apis().renew())).isEqualTo(true);
    assertThat(directory.apis().live()).isEqualTo(1);
  }

  @Test
  void api_findsEveryAgentAtTheOneRelay() {
    try (LocalDirectory api = LocalDirectory.ofApi(RELAY)) {
      assertThat(at(api).relay().url()).isEqualTo(RELAY);
      assertThat(api.relays()).containsOnlyKeys(LocalDirectory.RELAY);
    }
  }
}
