package io.visiona.api.forward;

import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ExchangeException;
import io.visiona.shared.exchange.HttpExchange;
import io.visiona.shared.exchange.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** An exchange with an agent, and the permits it holds. */
final class AgentExchange implements UpstreamExchange {
  private final AgentUpstream upstream;
  private final HttpExchange exchange;
  private final AgentLimiter.Permit permit;
  private final OpeningStream opening;

  AgentExchange(
      AgentUpstream upstream,
      HttpExchange exchange,
      AgentLimiter.Permit permit,
      OpeningStream opening) {
    this.upstream = upstream;
    this.exchange = exchange;
    this.permit = permit;
    this.opening = opening;
  }

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
    try {
      return exchange.response();
    } catch (IOException e) {
      throw failure(e);
    } finally {
      opening.close();
    }
  }

  @Override
  public BodyFraming framing() {
    return exchange.framing();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws UpstreamException {
    try {
      return exchange.read(target, offset, length);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private UpstreamException failure(IOException e) {
    return e instanceof ExchangeException known
        ? upstream.failure(known)
        : new UpstreamException(ProxyFailure.LOST, false, e);
  }

  @Override
  public boolean hasMore() {
    try {
      return exchange.hasMore();
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public boolean isOver() {
    return exchange.isOver();
  }

  @Override
  public OutputStream switchedOutput() {
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
    exchange.close();
    opening.close();
    permit.close();
  }
}
