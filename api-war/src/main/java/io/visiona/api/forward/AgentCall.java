package io.visiona.api.forward;

import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.Upstream;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.api.proxy.UpstreamHead;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.ExchangeLimits;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question of this server's own to an agent: one GET whose answer is read here. Blocks, so it
 * runs on a virtual thread; {@link #cancel} may be called by any.
 */
public final class AgentCall {
  private final Forwarding shared;
  private final UUID agent;
  private final String target;
  private final String requestId;
  private final Duration limit;
  private volatile @Nullable UpstreamExchange exchange;
  private volatile boolean cancelled;

  /**
   * Asks nothing yet.
   *
   * @param limit for each step: permit, stream, head, and progress of the body
   */
  public AgentCall(Forwarding shared, UUID agent, String target, String requestId, Duration limit) {
    this.shared = shared;
    this.agent = agent;
    this.target = target;
    this.requestId = requestId;
    this.limit = limit;
  }

  /** Reads an answer. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(UpstreamExchange exchange, ResponseHead head) throws UpstreamException;
  }

  /** Asks; throws {@link ApiException} with what went wrong. Once. */
  public <T> T run(Reader<T> reader) throws InterruptedException {
    UpstreamHead head =
        new UpstreamHead(
            "GET",
            target,
            List.of(
                new Field("Host", "localhost"),
                new Field("Accept", "application/json"),
                new Field(RequestId.HEADER, requestId)),
            false,
            true);
    ExchangeLimits limits = new ExchangeLimits(limit, limit, limit, shared.limits().headBytes());
    Upstream upstream = shared.to(agent, limits);
    while (true) {
      try {
        UpstreamExchange begun = upstream.open(head, new byte[0], false, false);
        exchange = begun;
        return answer(begun, reader);
      } catch (UpstreamException failed) {
        if (cancelled) {
          throw new ApiException(ErrorCode.AGENT_TIMEOUT, failed);
        }
        shared.failed(failed.failure());
        if (failed.failure() != ProxyFailure.NO_ROOM || !failed.isUntouched()) {
          throw new ApiException(Forwarding.code(failed.failure()), failed);
        }
      }
    }
  }

  private <T> T answer(UpstreamExchange begun, Reader<T> reader) throws UpstreamException {
    boolean whole = false;
    try {
      if (cancelled) {
        throw new ApiException(ErrorCode.AGENT_TIMEOUT);
      }
      T answer = reader.read(begun, begun.response());
      whole = true;
      return answer;
    } finally {
      if (!whole) {
        begun.cancel();
      }
      begun.close();
    }
  }

  /** Nobody waits any more: resets the stream. */
  public void cancel() {
    cancelled = true;
    UpstreamExchange begun = exchange;
    if (begun != null) {
      begun.cancel();
    }
  }
}
