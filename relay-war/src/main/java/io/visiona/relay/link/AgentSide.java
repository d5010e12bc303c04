package io.visiona.relay.link;

import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;

/** What the agent's end of a {@link Route} says, passed on to the API's. */
final class AgentSide implements ChannelHandler {
  private final Route route;
  private final Channel api;
  private final Switch through;
  private final int preambleSize;

  AgentSide(Route route, Channel api, Switch through, int preambleSize) {
    this.route = route;
    this.api = api;
    this.through = through;
    this.preambleSize = preambleSize;
  }

  @Override
  public void acknowledged() {
    api.acknowledge(preambleSize);
  }

  @Override
  public void data(ByteBuffer payload) {
    if (!through.pass(payload, api)) {
      route.abort();
    }
  }

  @Override
  public void credited(int delta) {
    api.grant(delta);
  }

  @Override
  public void finished() {
    api.finish();
  }

  @Override
  public void reset() {
    api.reset();
  }

  @Override
  public void sessionEnded(YamuxException reason) {
    api.reset();
  }
}
