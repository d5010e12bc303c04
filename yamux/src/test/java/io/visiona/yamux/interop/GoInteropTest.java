package io.visiona.yamux.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real hashicorp/yamux, as Debian has it. */
final class GoInteropTest extends InteropCases {
  private static final Duration WAIT = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static Path program = Path.of("interop");

  @BeforeAll
  static void build() throws Exception {
    program = GoProgram.build(directory);
  }

  @Override
  PeerProcess start(Role ours) throws IOException {
    return new PeerProcess(List.of(program.toString()), ours);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void draining_thePeerOpensNoMore(Role ours) throws Exception {
    try (PeerProcess peer = start(ours)) {
      peer.session().session().goAway();
      await()
          .untilAsserted(() ->
              assertThat(peer.streams(1, 10)).isEqualTo("remote end is not accepting connections"));
      assertThatThrownBy(() -> peer.session().open(WAIT)).isInstanceOf(YamuxException.class);
    }
  }
}
