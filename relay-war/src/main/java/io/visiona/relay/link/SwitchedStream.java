package io.visiona.relay.link;

import io.visiona.relay.sessions.Tunnel;
import io.visiona.shared.sessions.LinkPreamble;
import io.visiona.shared.sessions.LinkPreamble.MalformedPreambleException;
import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One stream through the switch: an API server's channel and an agent's, joined frame by frame.
 * This object is heard from the link; {@link AgentSide} from the agent.
 *
 * <p>Windows are end to end: what one side grants is granted by the relay to the other, so a side
 * never sends more than the other allows and nothing is kept here. The bytes that name the session
 * never reach the agent, so nobody but the relay can give their credit back; it does with the
 * acknowledgement, exactly once.
 *
 * <p><b>Concurrency.</b> The link's reading thread opens the agent's channel; the link's clock may
 * end the route at the same time, and the agent's thread may answer before {@code open} has
 * returned. Whoever ends the route and whoever sets {@code agent} each look at what the other
 * wrote, so an open channel is always reset.
 */
final class SwitchedStream implements ChannelHandler {
  private final Switch through;
  private final Channel api;
  private final LinkPreamble.Reader preamble = new LinkPreamble.Reader();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Channel agent;
  private volatile @Nullable OwnerShare share;
  private volatile OwnerShare.@Nullable Window window;
  private final AtomicInteger halvesFinished = new AtomicInteger();
  private int grantedBefore;

  SwitchedStream(Switch through, Channel api) {
    this.through = through;
    this.api = api;
  }

  @Override
  public void acknowledged() {
    // The relay opens no streams on a link, so none is acknowledged.
  }

  @Override
  public void data(ByteBuffer payload) {
    Channel to = agent;
    OwnerShare of = share;
    if (to == null) {
      begin(payload);
      return;
    }
    if (of != null) {
      of.spend(payload.remaining());
    }
    if (!through.pass(payload, to)) {
      abort();
    }
  }

  private void begin(ByteBuffer payload) {
    try {
      String sessionId = preamble.read(payload);
      if (sessionId != null) {
        open(sessionId, payload);
      }
    } catch (MalformedPreambleException refused) {
      through.openFailed(refused);
      abort();
    } catch (RefusedException refused) {
      through.openFailed(refused);
      abort(refused.why());
    }
  }

  private void open(String sessionId, ByteBuffer first) throws RefusedException {
    Tunnel tunnel = through.find(sessionId);
    OwnerShare of = through.share(tunnel);
    share = of;
    of.spend(first.remaining());
    Channel opened =
        through.open(tunnel, new AgentSide(this, api, through, preamble.size(), of), first);
    window = of.window(opened::grant);
    agent = opened;
    if (over.get()) {
      opened.reset();
      of.end();
      return;
    }
    opened.grant(grantedBefore);
  }

  @Override
  public void credited(int delta) {
    OwnerShare.Window to = window;
    if (to == null) {
      grantedBefore += delta;
    } else {
      to.credited(delta);
    }
  }

  @Override
  public void finished() {
    Channel to = agent;
    if (to == null) {
      abort();
    } else {
      to.finish();
      halfFinished();
    }
  }

  /** The agent has sent all. */
  void agentFinished() {
    halfFinished();
  }

  private void halfFinished() {
    OwnerShare of = share;
    if (halvesFinished.incrementAndGet() == 2 && of != null) {
      of.end();
    }
  }

  @Override
  public void reset() {
    end();
  }

  @Override
  public void sessionEnded(YamuxException reason) {
    end();
  }

  /** Whether the agent let the time pass in which it has to acknowledge the stream. */
  boolean isOpenTimedOut() {
    Channel to = agent;
    return to != null && to.isOpenTimedOut();
  }

  /** Resets both ends. */
  void abort() {
    abort(StreamRefusal.UNKNOWN);
  }

  /** As {@link #abort()}, and tells the API server why. */
  void abort(StreamRefusal why) {
    api.reset(why.code());
    end();
  }

  private void end() {
    over.set(true);
    Channel to = agent;
    if (to != null) {
      to.reset();
    }
    OwnerShare of = share;
    if (of != null) {
      of.end();
    }
  }
}
