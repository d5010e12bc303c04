package io.visiona.shared.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

/** Which ports a server is told it cannot have. */
final class ListeningPortsTest {

  @Test
  void portThatSomebodyHas_isNamed_withTheSettingOfIt() throws Exception {
    try (ServerSocket taken = taken();
        ServerSocket takenToo = taken()) {
      Optional<String> problem =
          problem(
              Map.of(
                  "visiona.api.http-port", Integer.toString(taken.getLocalPort()),
                  "visiona.admin.port", Integer.toString(takenToo.getLocalPort()),
                  "visiona.gateway.http-port", "-1"));
      assertThat(problem.orElseThrow())
          .startsWith("Ports cannot be listened on: ")
          .contains(taken.getLocalPort() + " (visiona.api.port): Address already in use")
          .contains(takenToo.getLocalPort() + " (visiona.admin.port): Address already in use")
          .doesNotContain("gateway");
    }
  }

  @Test
  void addressThatThisMachineHasNot_isNamed() throws Exception {
    assertThat(
            problem(Map.of("visiona.bind.host", "192.0.2.1", "visiona.gateway.https-port", "18443"))
                .orElseThrow())
        .startsWith("A port cannot be listened on: 18443 (visiona.gateway.port): ");
  }

  @Test
  void portThatIsGivenUpInAMoment_isWaitedFor() throws Exception {
    ServerSocket before = taken();
    Future<?> closing =
        CompletableFuture.runAsync(
            () -> closed(before), CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
    Config config =
        config(Map.of("visiona.api.http-port", Integer.toString(before.getLocalPort())));
    assertThat(ListeningPorts.ofApi(config, Duration.ofMinutes(1), _ -> false).problem()).isEmpty();
    closing.get();
  }

  private static void closed(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException unexpected) {
      throw new UncheckedIOException(unexpected);
    }
  }

  /** Of an application that is started in a server that runs, the server has the ports. */
  @Test
  void portOfThisProcess_isNoProblem() throws Exception {
    int port;
    try (ServerSocket own = taken()) {
      port = own.getLocalPort();
      assertThat(OwnSockets.mayListenOn(port)).isTrue();
      assertThat(
              ListeningPorts.ofApi(
                      config(Map.of("visiona.api.http-port", Integer.toString(port))),
                      Duration.ZERO,
                      OwnSockets::mayListenOn)
                  .problem())
          .isEmpty();
    }
    assertThat(OwnSockets.mayListenOn(port)).isFalse();
  }

  /** Nothing is configured of the ports of other containers. */
  @Test
  void withoutPorts_nothingIsTried() throws Exception {
    assertThat(problem(Map.of())).isEmpty();
  }

  private static Optional<String> problem(Map<String, String> settings)
      throws InterruptedException {
    return ListeningPorts.ofApi(config(settings), Duration.ZERO, _ -> false).problem();
  }

  private static Config config(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(Map.of("visiona.bind.host", "127.0.0.1"));
    all.putAll(settings);
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(all, "test", 100))
        .build();
  }

  private static ServerSocket taken() throws Exception {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
