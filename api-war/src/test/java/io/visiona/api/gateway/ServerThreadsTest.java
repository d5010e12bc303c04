package io.visiona.api.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ServerThreadsTest {
  private static final Pattern CORE = Pattern.compile("<executor coreThreads=\"(\\d+)\"");

  /** What forwarding to agents and the relay may hold. */
  private static final int OTHERS = 16 + 4 + 8;

  private static final int ALWAYS_FREE = 16;

  @Test
  void serversHaveThreadsLeft_whenEverythingThatMayHoldOneDoes() throws IOException {
    Matcher core = CORE.matcher(Files.readString(Path.of("../liberty/shared/common.xml")));
    assertThat(core.find()).isTrue();
    assertThat(Integer.parseInt(core.group(1))).isGreaterThanOrEqualTo(Gateway.MOST_HELD + OTHERS + ALWAYS_FREE);
  }
}
