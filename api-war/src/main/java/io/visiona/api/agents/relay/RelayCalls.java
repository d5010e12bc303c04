package io.visiona.api.agents.relay;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/**
 * The internal API of an installation's one relay behind time-out, circuit breaker and bulkhead.
 * Absence (404) is an answer, not a failure: it neither opens the circuit nor is retried. All calls
 * are idempotent, so each is tried twice.
 */
@ApplicationScoped
@Timeout(2000)
@CircuitBreaker(
    requestVolumeThreshold = 10,
    failureRatio = 0.6,
    delay = 1,
    delayUnit = ChronoUnit.SECONDS)
@Bulkhead(64)
@Retry(maxRetries = 1, delay = 50, jitter = 25, retryOn = ProcessingException.class)
public class RelayCalls implements RelayClient {
  private final @Nullable RelayApi relay;

  /** For the container's proxy only. */
  protected RelayCalls() {
    this.relay = null;
  }

  @Inject
  public RelayCalls(@RestClient RelayApi relay) {
    this.relay = relay;
  }

  @Override
  public JsonObject sessions(@Nullable String ids) {
    return api().sessions(ids);
  }

  @Override
  public JsonObject presence(JsonObject owners) {
    return api().presence(owners);
  }

  @Override
  public @Nullable JsonObject relay() {
    return unlessAbsent(api()::relay);
  }

  @Override
  public @Nullable JsonObject session(String id) {
    return unlessAbsent(() -> api().session(id));
  }

  private static @Nullable JsonObject unlessAbsent(Supplier<JsonObject> question) {
    try {
      return question.get();
    } catch (WebApplicationException e) {
      if (e.getResponse().getStatus() == 404) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public void close(String id, @Nullable Long generation, @Nullable Integer version) {
    try {
      api().close(id, generation, version);
    } catch (WebApplicationException e) {
      if (e.getResponse().getStatus() != 404) {
        throw e;
      }
    }
  }

  private RelayApi api() {
    if (relay == null) {
      throw new IllegalStateException("called on a proxy's own instance");
    }
    return relay;
  }
}
