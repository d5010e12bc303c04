package io.visiona.api.forward;

import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyResult;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * How forwarded requests end, and how long agents take to the head of a response. Tags have few
 * values, all of them known here: no agents, no people, no paths. Thread-safe.
 */
final class ForwardMetrics {
  private static final String REQUESTS = "visiona_forward_requests";
  private static final String SECOND_ATTEMPTS = "visiona_forward_second_attempts";
  private static final String OPEN_ERRORS = "visiona_forward_open_errors";

  /** What forwarding answers itself; anything else counts as internal. */
  private static final Set<ErrorCode> FAILURES =
      Set.of(
          ErrorCode.AGENT_OFFLINE,
          ErrorCode.AGENT_BUSY,
          ErrorCode.RATE_LIMITED,
          ErrorCode.AGENT_TIMEOUT,
          ErrorCode.AGENT_UNREACHABLE,
          ErrorCode.AGENT_BAD_RESPONSE,
          ErrorCode.RELAY_UNAVAILABLE,
          ErrorCode.DIRECTORY_UNAVAILABLE,
          ErrorCode.BAD_REQUEST,
          ErrorCode.REQUEST_TIMEOUT,
          ErrorCode.UNAUTHENTICATED,
          ErrorCode.DRAINING);

  /** Before an agent has taken the stream. */
  private static final Set<ProxyFailure> OPENING =
      Set.of(
          ProxyFailure.REFUSED,
          ProxyFailure.BUSY,
          ProxyFailure.NO_ROOM,
          ProxyFailure.OWN_SHARE,
          ProxyFailure.NOT_SENT,
          ProxyFailure.MOVED,
          ProxyFailure.OPEN_TIMEOUT);

  private final Endings requests;
  private final Endings secondAttempts;
  private final Map<ProxyFailure, Counter> notOpened = new EnumMap<>(ProxyFailure.class);
  private final Timer head;

  ForwardMetrics(MetricRegistry registry) {
    this.requests =
        new Endings(registry, metadata(REQUESTS, "Forwarded requests by how they ended"));
    this.secondAttempts =
        new Endings(
            registry,
            metadata(
                SECOND_ATTEMPTS,
                "Forwarded requests that were sent a second time, by how they ended"));
    Metadata errors =
        metadata(OPEN_ERRORS, "Streams to agents that could not be opened, by reason");
    OPENING.forEach(code ->
        notOpened.put(
            code,
            registry.counter(errors, new Tag("reason", code.name().toLowerCase(Locale.ROOT)))));
    this.head =
        registry.timer(
            metadata(
                "visiona_forward_first_byte",
                "From a request to the head of the agent's response"));
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }

  /** An agent's response began, so long after the request came. */
  void answered(long nanos) {
    head.update(Duration.ofNanos(nanos));
  }

  /** An exchange with an agent failed; only one that never began counts here. */
  void failed(ProxyFailure code) {
    Counter counter = notOpened.get(code == ProxyFailure.OFFLINE ? ProxyFailure.REFUSED : code);
    if (counter != null) {
      counter.inc();
    }
  }

  /**
   * A request is over; a WebSocket counts when it begins.
   *
   * @param repeated whether nobody took it at first, and it was sent a second time
   */
  void ended(ProxyResult ending, boolean callerLeft, boolean repeated) {
    requests.count(ending, callerLeft);
    if (repeated) {
      secondAttempts.count(ending, callerLeft);
    }
  }

  /** A counter for each way in which a request may end. */
  private static final class Endings {
    private final Map<ErrorCode, Counter> failed = new EnumMap<>(ErrorCode.class);
    private final Counter completed;
    private final Counter switched;
    private final Counter cut;
    private final Counter callerGone;
    private final Counter unforeseen;

    Endings(MetricRegistry registry, Metadata metadata) {
      FAILURES.forEach(
          code -> failed.put(code, registry.counter(metadata, new Tag("outcome", code.code()))));
      this.unforeseen = registry.counter(metadata, new Tag("outcome", ErrorCode.INTERNAL.code()));
      this.completed = registry.counter(metadata, new Tag("outcome", "completed"));
      this.switched = registry.counter(metadata, new Tag("outcome", "switched"));
      this.cut = registry.counter(metadata, new Tag("outcome", "cut"));
      this.callerGone = registry.counter(metadata, new Tag("outcome", "caller_gone"));
    }

    void count(ProxyResult ending, boolean callerLeft) {
      counter(ending, callerLeft).inc();
    }

    private Counter counter(ProxyResult ending, boolean callerLeft) {
      if (callerLeft) {
        return callerGone;
      }
      return switch (ending) {
        case ProxyResult.Complete _, ProxyResult.Replied _ -> completed;
        case ProxyResult.ClientGone _ -> callerGone;
        case ProxyResult.Switched _ -> switched;
        case ProxyResult.Cut _ -> cut;
        case ProxyResult.Failed(ProxyFailure failure) ->
            failed.getOrDefault(AgentPolicy.code(failure), unforeseen);
        case ProxyResult.Waiting _ -> throw new IllegalStateException("not an end");
      };
    }
  }
}
