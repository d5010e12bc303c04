package io.visiona.relay.link;

import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;

/** What the agent's end of a {@link SwitchedStream} says, passed on to the API's. */
final class AgentSide implements ChannelHandler {
  private final SwitchedStream route;
  private final Channel api;
  private final Switch through;
  private final int preambleSize;
  private final OwnerShare share;
  private final OwnerShare.Window window;

  /** Written by the thread that reads the tunnel; its clock reads it too. */
  private volatile boolean accepted;

  private volatile boolean finished;

  AgentSide(SwitchedStream route, Channel api, Switch through, int preambleSize, OwnerShare share) {
    this.route = route;
    this.api = api;
    this.through = through;
    this.preambleSize = preambleSize;
    this.share = share;
    this.window = share.window(api::grant);
  }

  @Override
  public void acknowledged() {
    accepted = true;
    api.acknowledge(preambleSize);
  }

  @Override
  public void data(ByteBuffer payload) {
    share.spend(payload.remaining());
    if (!through.passToLink(payload, api)) {
      route.abort();
    }
  }

  @Override
  public void credited(int delta) {
    window.credited(delta);
  }

  @Override
  public void finished() {
    if (!accepted) {
      // The agent refuses in its way; finishing the API's stream would acknowledge it.
      route.abort(StreamRefusal.AGENT);
      return;
    }
    finished = true;
    api.finish();
    route.agentFinished();
  }

  @Override
  public void reset() {
    // An agent that said nothing may have acted on what it got: that is no refusal.
    boolean refused = !accepted && !route.isOpenTimedOut();
    api.reset((refused ? StreamRefusal.AGENT : StreamRefusal.UNKNOWN).code());
    share.end();
  }

  @Override
  public void sessionEnded(YamuxException reason) {
    if (finished) {
      // The answer is whole; a reset would take away what of it still waits for the API.
      api.linger();
    } else {
      api.reset((accepted ? StreamRefusal.UNKNOWN : StreamRefusal.LOST).code());
    }
    share.end();
  }
}
