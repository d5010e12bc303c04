package io.visiona.api.proxy;

import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ResponseHead;
import io.visiona.shared.limit.FairLimiter;
import io.visiona.shared.limit.PermitResult;
import io.visiona.shared.limit.PermitResult.Admitted;
import io.visiona.shared.limit.PermitResult.Permit;
import io.visiona.shared.limit.PermitResult.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that only so many may use at once, each holder no more than its share: a place is
 * taken before the exchange is opened, waited for in turn, and held to the exchange's end, that of
 * a WebSocket too. Serves one request, as any upstream.
 */
public final class LimitedUpstream implements Upstream {
  private final Upstream upstream;
  private final FairLimiter limiter;
  private final String[] holders;

  /** Asked before a thread may wait for it. */
  private @Nullable CompletableFuture<PermitResult> asked;

  /**
   * Limits an upstream.
   *
   * @param holders one for each share of the limiter
   */
  public LimitedUpstream(Upstream upstream, FairLimiter limiter, String... holders) {
    this.upstream = upstream;
    this.limiter = limiter;
    this.holders = holders.clone();
  }

  /** No thread of the container waits for a place. */
  @Override
  public boolean isPrompt() {
    CompletableFuture<PermitResult> permit = asked;
    if (permit == null) {
      permit = limiter.ask(holders);
      asked = permit;
    }
    return permit.isDone() && upstream.isPrompt();
  }

  @Override
  public UpstreamExchange open(UpstreamHead head, byte[] body, boolean sendFollows, boolean again)
      throws UpstreamException, InterruptedException {
    CompletableFuture<PermitResult> waiting = asked;
    asked = null;
    return switch (waiting == null ? limiter.await(holders) : FairLimiter.join(waiting)) {
      case Admitted(Permit permit) -> open(permit, head, body, sendFollows, again);
      case Refused(_, boolean ownShare) ->
          throw new UpstreamException(
              ownShare ? ProxyFailure.OWN_SHARE : ProxyFailure.BUSY, false, null);
    };
  }

  private UpstreamExchange open(
      Permit permit, UpstreamHead head, byte[] body, boolean sendFollows, boolean again)
      throws UpstreamException, InterruptedException {
    boolean opened = false;
    try {
      UpstreamExchange exchange = upstream.open(head, body, sendFollows, again);
      opened = true;
      return new Limited(exchange, permit);
    } finally {
      if (!opened) {
        permit.close();
      }
    }
  }

  private record Limited(UpstreamExchange exchange, Permit permit) implements UpstreamExchange {
    @Override
    public void send(InputStream source, boolean chunked) throws IOException {
      exchange.send(source, chunked);
    }

    @Override
    public boolean isSent() {
      return exchange.isSent();
    }

    @Override
    public boolean awaitContinue(Duration patience) throws InterruptedException {
      return exchange.awaitContinue(patience);
    }

    @Override
    public ResponseHead response() throws UpstreamException {
      return exchange.response();
    }

    @Override
    public BodyFraming framing() {
      return exchange.framing();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws UpstreamException {
      return exchange.read(target, offset, length);
    }

    @Override
    public boolean hasMore() {
      return exchange.hasMore();
    }

    @Override
    public boolean answersWithin(Duration time) {
      return exchange.answersWithin(time);
    }

    @Override
    public boolean isAtHand() {
      return exchange.isAtHand();
    }

    @Override
    public boolean isOver() {
      return exchange.isOver();
    }

    @Override
    public OutputStream switchedOutput() throws IOException {
      return exchange.switchedOutput();
    }

    @Override
    public void closeSwitchedOutput() {
      exchange.closeSwitchedOutput();
    }

    @Override
    public void cancel() {
      exchange.cancel();
    }

    @Override
    public void close() {
      try {
        exchange.close();
      } finally {
        permit.close();
      }
    }
  }
}
