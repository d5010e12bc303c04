package io.visiona.api.agents.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.directory.LocalDirectory;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import io.visiona.shared.directory.TunnelDirectory;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which relays there are, for operators and for readiness. */
final class RelayOverviewTest {
  private static final URI URL = URI.create("http://127.0.0.1:3801");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private Map<String, RelayInfo> known = Map.of();
  private CompletableFuture<Map<String, Duration>> ages =
      CompletableFuture.completedFuture(Map.of());
  private final RelayOverview relays =
      new RelayOverview(directory(), _ -> client(null), nanos::get);

  @Test
  void listing_tellsOfEachRelay_howItIs() throws Exception {
    known = Map.of("r2", relay("r2", State.DRAINING, ""), "r1", relay("r1", State.UP, "1.2"));
    ages =
        CompletableFuture.completedFuture(
            Map.of("r1", Duration.ofMillis(4_900), "r2", Duration.ZERO));
    assertThat(relays.listing())
        .isEqualTo(
            json(
                """
                {"directory":"up","items":[
                {"id":"r1","state":"up","tunnels":7,"capacity":100,"version":"1.2","region":"eu-1","lease_age_seconds":4},
                {"id":"r2","state":"draining","tunnels":7,"capacity":100,"version":null,"region":null,"lease_age_seconds":0}]}
                """));
  }

  @Test
  void directoryAway_whatIsKnownIsTold_withoutAges() throws Exception {
    known = Map.of("r1", relay("r1", State.UP, "1.2"));
    ages = CompletableFuture.failedFuture(new IllegalStateException("away"));
    assertThat(relays.listing())
        .isEqualTo(
            json(
                """
                {"directory":"away","items":[
                {"id":"r1","state":"up","tunnels":7,"capacity":100,"version":"1.2","region":"eu-1","lease_age_seconds":null}]}
                """));
  }

  @Test
  void oneRelayForGood_isAsked() throws Exception {
    JsonObject said =
        json("{\"id\":\"relay\",\"state\":\"up\",\"tunnels\":3,\"capacity\":9,\"version\":\"1\"}");
    assertThat(ofOne(client(said)).listing())
        .isEqualTo(
            json(
                """
                {"directory":"up","items":[
                {"id":"relay","state":"up","tunnels":3,"capacity":9,"version":"1","lease_age_seconds":null}]}
                """));
    assertThat(ofOne(client(null)).listing())
        .as("it does not answer, or is of the version before")
        .isEqualTo(
            json(
                """
                {"directory":"up","items":[
                {"id":"relay","state":null,"tunnels":null,"capacity":null,"version":null,"region":null,"lease_age_seconds":null}]}
                """));
  }

  @Test
  void withoutARelayThatIsUp_noneIs_butAMomentAgoCounts() {
    assertThat(relays.isOneUp()).as("at the start").isFalse();
    known = Map.of("r1", relay("r1", State.JOINING, ""), "r2", relay("r2", State.DRAINING, ""));
    assertThat(relays.isOneUp()).isFalse();
    known = Map.of("r1", relay("r1", State.UP, ""), "r2", relay("r2", State.DRAINING, ""));
    assertThat(relays.isOneUp()).isTrue();
    known = Map.of();
    nanos.addAndGet(Duration.ofSeconds(19).toNanos());
    assertThat(relays.isOneUp()).as("Redis has lost its data").isTrue();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(relays.isOneUp()).isFalse();
  }

  private static RelayOverview ofOne(RelayClient client) {
    return new RelayOverview(LocalDirectory.ofApi(URL), _ -> client, System::nanoTime);
  }

  private static RelayInfo relay(String id, State state, String version) {
    return new RelayInfo(
        id, "e", URL, Optional.empty(), state, 7, 100, version, version.isEmpty() ? "" : "eu-1");
  }

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static RelayClient client(@Nullable JsonObject said) {
    return (RelayClient)
        Proxy.newProxyInstance(
            RelayClient.class.getClassLoader(),
            new Class<?>[] {RelayClient.class},
            (_, method, _) -> {
              assertThat(method.getName()).isEqualTo("relay");
              return said;
            });
  }

  private TunnelDirectory directory() {
    return (TunnelDirectory)
        Proxy.newProxyInstance(
            TunnelDirectory.class.getClassLoader(),
            new Class<?>[] {TunnelDirectory.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "relays" -> known;
                  case "leaseAges" -> ages;
                  case "isLocal" -> false;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
