package io.visiona.api.relay;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/**
 * The relay's internal API behind time-out, circuit breaker and bulkhead. Absence (404) is an answer, not a failure: it neither
 * opens the circuit nor is retried. All three calls are idempotent, so each is tried twice.
 */
@ApplicationScoped
@Timeout(2000)
@CircuitBreaker(requestVolumeThreshold = 10, failureRatio = 0.6, delay = 1, delayUnit = ChronoUnit.SECONDS)
@Bulkhead(64)
@Retry(maxRetries = 1, delay = 50, jitter = 25, retryOn = ProcessingException.class)
public class RelayCalls {
  private final @Nullable RelayApi relay;

  /** For the container's proxy only. */
  protected RelayCalls() {
    this.relay = null;
  }

  @Inject
  public RelayCalls(@RestClient RelayApi relay) {
    this.relay = relay;
  }

  /** All live sessions. */
  public JsonObject sessions() {
    return relay().sessions();
  }

  /** One live session, null when absent. */
  public @Nullable JsonObject session(String id) {
    try {
      return relay().session(id);
    } catch (WebApplicationException e) {
      if (e.getResponse().getStatus() == 404) {
        return null;
      }
      throw e;
    }
  }

  /** Closes one session; absent is a no-op. */
  public void close(String id) {
    try {
      relay().close(id);
    } catch (WebApplicationException e) {
      if (e.getResponse().getStatus() != 404) {
        throw e;
      }
    }
  }

  private RelayApi relay() {
    if (relay == null) {
      throw new IllegalStateException("called on a proxy's own instance");
    }
    return relay;
  }
}
