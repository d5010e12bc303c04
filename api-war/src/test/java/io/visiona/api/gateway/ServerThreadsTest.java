package io.visiona.api.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.PublicThreads;
import io.visiona.api.proxy.ReverseProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ServerThreadsTest {
  private static final Pattern CORE = Pattern.compile("<executor coreThreads=\"(\\d+)\"");

  /** What forwarding to agents, which never begins in place, may hold. */
  private static final int OTHERS = ReverseProxy.WAITERS;

  private static final int ALWAYS_FREE = 16;
  private static final Pattern MOST = Pattern.compile("<executor [^>]*maxThreads=\"(\\d+)\"");

  /** For internal calls, the operators and the relay. */
  private static final int RESERVE = 48;

  @Test
  void publicPorts_leaveThreadsToTheOthers() throws IOException {
    Matcher most = MOST.matcher(Files.readString(Path.of("../liberty/shared/common.xml")));
    assertThat(most.find()).isTrue();
    assertThat(Integer.parseInt(most.group(1)))
        .isGreaterThanOrEqualTo(PublicThreads.MOST + RESERVE);
  }

  @Test
  void serversHaveThreadsLeft_whenEverythingThatMayHoldOneDoes() throws IOException {
    Matcher core = CORE.matcher(Files.readString(Path.of("../liberty/shared/common.xml")));
    assertThat(core.find()).isTrue();
    assertThat(Integer.parseInt(core.group(1)))
        .isGreaterThanOrEqualTo(ReverseProxy.MOST_HELD + OTHERS + ALWAYS_FREE);
  }
}
