package io.visiona.api.forward;

import io.visiona.shared.exchange.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/** An agent that has switched protocols. */
record SwitchedAgent(HttpExchange exchange) implements SwitchedPeer {

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return exchange.read(target, offset, length);
  }

  @Override
  public boolean hasMore() throws IOException {
    return exchange.hasMore();
  }

  @Override
  public OutputStream output() {
    return exchange.switchedOutput();
  }

  @Override
  public void cancel() {
    exchange.cancel();
  }
}
