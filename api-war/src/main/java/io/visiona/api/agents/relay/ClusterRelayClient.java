package io.visiona.api.agents.relay;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.json.JsonObject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The internal API of one of several relays. Time-outs, circuit breaker and bulkhead are this
 * relay's own: those of {@link RelayCalls} belong to the class, so that one dead relay would cut
 * off the others. Thread-safe; callers block.
 */
final class ClusterRelayClient implements RelayClient {
  private static final long CONNECT_MILLIS = 1000;
  private static final long READ_MILLIS = 2000;
  private static final int AT_ONCE = 64;

  private final RelayApi relay;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final CircuitBreaker breaker;

  ClusterRelayClient(RelayInfo relay, ServiceTokens tokens) {
    // After the headers that the interface brings for the one relay.
    ClientRequestFilter credentials =
        request ->
            request
                .getHeaders()
                .putSingle(
                    HttpHeaders.AUTHORIZATION,
                    "Bearer " + tokens.issue("api", ServiceTokens.relay(relay.id())));
    this.relay =
        RestClientBuilder.newBuilder()
            .baseUri(relay.url())
            .connectTimeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS)
            .readTimeout(READ_MILLIS, TimeUnit.MILLISECONDS)
            .followRedirects(false)
            .register(credentials)
            .build(RelayApi.class);
    this.breaker =
        CircuitBreaker.of(
            relay.id(),
            CircuitBreakerConfig.custom()
                .slidingWindowSize(10)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(60)
                .waitDurationInOpenState(Duration.ofSeconds(1))
                .permittedNumberOfCallsInHalfOpenState(1)
                .ignoreException(ClusterRelayClient::isAbsence)
                .build());
  }

  private static boolean isAbsence(Throwable failed) {
    return failed instanceof WebApplicationException answer
        && answer.getResponse().getStatus() == 404;
  }

  @Override
  public JsonObject sessions(@Nullable String ids) {
    return call(() -> relay.sessions(ids));
  }

  @Override
  public JsonObject presence(JsonObject owners) {
    return call(() -> relay.presence(owners));
  }

  @Override
  public @Nullable JsonObject relay() {
    return unlessAbsent(relay::relay);
  }

  @Override
  public @Nullable JsonObject session(String id) {
    return unlessAbsent(() -> relay.session(id));
  }

  private @Nullable JsonObject unlessAbsent(Supplier<JsonObject> question) {
    try {
      return call(question);
    } catch (WebApplicationException e) {
      if (isAbsence(e)) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public void close(String id, @Nullable Long generation, @Nullable Integer version) {
    try {
      boolean _ =
          call(() -> {
            relay.close(id, generation, version);
            return true;
          });
    } catch (WebApplicationException e) {
      if (!isAbsence(e)) {
        throw e;
      }
    }
  }

  private <T> T call(Supplier<T> question) {
    if (!places.tryAcquire()) {
      throw new IllegalStateException("too many questions to the relay under way");
    }
    try {
      return breaker.executeSupplier(question);
    } finally {
      places.release();
    }
  }
}
