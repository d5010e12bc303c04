package io.visiona.yamux.session;

import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import io.visiona.yamux.frame.FrameDecoder;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a session: takes frames apart, has them judged under the session's lock,
 * and does what follows without it. Used by one thread at a time.
 */
final class Receiver {
  private final Protocol protocol;
  private final Parts parts;
  private final FrameDecoder decoder = new FrameDecoder();

  /** Whose payload is passing by. */
  private @Nullable Channel receiving;

  private long now;

  /**
   * What of a session a frame may concern.
   *
   * @param lock the session's
   * @param handler the session's owner
   */
  record Parts(
      ReentrantLock lock,
      StreamRegistry streams,
      Output output,
      SessionLifecycle lifecycle,
      SessionHandler handler,
      Heartbeat heartbeat,
      Traffic traffic) {}

  Receiver(Protocol protocol, Parts parts) {
    this.protocol = protocol;
    this.parts = parts;
  }

  /** Takes everything, unless the session ends; {@code in} is big-endian. */
  void receive(ByteBuffer in, long nanoTime) {
    now = nanoTime;
    boolean more = true;
    while (more && parts.lifecycle().isOpen()) {
      more = step(in);
    }
  }

  private boolean step(ByteBuffer in) {
    switch (decoder.next(in)) {
      case MORE -> {
        return false;
      }
      case HEADER -> header();
      case PAYLOAD -> payload(in);
      case MALFORMED -> fail(decoder.problem());
    }
    return true;
  }

  private void header() {
    parts.traffic().received(decoder);
    Action action;
    parts.lock().lock();
    try {
      receiving = null;
      action = protocol.judge(decoder, parts.lifecycle().refusesStreams(), now);
    } finally {
      parts.lock().unlock();
    }
    perform(action);
  }

  private void payload(ByteBuffer in) {
    int limit = in.limit();
    int next = in.position() + decoder.fragment();
    Channel channel = receiving;
    if (channel != null && channel.isOpen()) {
      in.limit(next);
      try {
        handlerOf(channel).data(in);
      } finally {
        in.limit(limit);
      }
    }
    in.position(next);
    if (channel != null && decoder.isFrameComplete()) {
      frameComplete(channel);
    }
  }

  private void perform(Action action) {
    switch (action) {
      case Action.Ignore ignored -> receiving = null;
      case Action.Opened(Channel channel, Action then) -> opened(channel, then);
      case Action.Acknowledged(Channel channel, Action then) -> {
        handlerOf(channel).acknowledged();
        perform(then);
      }
      case Action.Receive(Channel channel) -> receive(channel);
      case Action.Credit(Channel channel) -> credit(channel);
      case Action.Reset(Channel channel) -> {
        parts.output().forget(channel.outbound);
        handlerOf(channel).reset();
      }
      case Action.Abort(Channel channel) -> {
        parts.output().reset(channel.outbound, ResetCodes.UNKNOWN);
        handlerOf(channel).reset();
      }
      case Action.Refuse(int id, int code) ->
          parts.output().send(new Frame.WindowUpdate(Flags.RST, id, code));
      case Action.Pinged(Frame.Ping ping) -> pinged(ping);
      case Action.GoneAway(Frame.GoAway goAway) -> goneAway(goAway);
      case Action.Fail(String why) -> fail(why);
    }
  }

  private void opened(Channel channel, Action then) {
    ChannelHandler user = parts.handler().opened(channel);
    if (user == null) {
      refuse(channel);
      return;
    }
    YamuxException over;
    parts.lock().lock();
    try {
      // The end may have come while the owner was asked: it could not tell this stream.
      channel.handler(user);
      over = parts.lifecycle().endReason();
    } finally {
      parts.lock().unlock();
    }
    if (over != null) {
      user.sessionEnded(over);
    } else if (channel.isOpen()) {
      perform(then);
    }
  }

  private void refuse(Channel channel) {
    Action action;
    parts.lock().lock();
    try {
      if (!channel.isOpen()) {
        return;
      }
      parts.streams().forget(channel);
      action = protocol.refuse(channel.id(), protocol.full(), now);
    } finally {
      parts.lock().unlock();
    }
    perform(action);
  }

  private void receive(Channel channel) {
    receiving = channel;
    if (decoder.isFrameComplete()) {
      frameComplete(channel);
    }
  }

  private void credit(Channel channel) {
    long delta = decoder.length();
    if (!parts.output().widen(channel.outbound, delta)) {
      fail("send window overflow");
      return;
    }
    // The handler counts in int; a wider delta reaches it in parts.
    while (delta > 0 && channel.isOpen()) {
      int part = (int) Math.min(delta, Integer.MAX_VALUE);
      handlerOf(channel).credited(part);
      delta -= part;
    }
    frameComplete(channel);
  }

  private void frameComplete(Channel channel) {
    if (!Flags.has(decoder.flags(), Flags.FIN)) {
      return;
    }
    boolean news;
    parts.lock().lock();
    try {
      news = protocol.finished(channel);
    } finally {
      parts.lock().unlock();
    }
    if (news) {
      if (!channel.isOpen()) {
        parts.output().orphan(channel.outbound);
      }
      handlerOf(channel).finished();
    }
  }

  private static ChannelHandler handlerOf(Channel channel) {
    ChannelHandler user = channel.handler();
    if (user == null) {
      throw new IllegalStateException("stream without a handler");
    }
    return user;
  }

  private void pinged(Frame.Ping ping) {
    if (ping.flags() == Flags.SYN) {
      parts.output().send(new Frame.Ping(Flags.ACK, ping.value()));
      return;
    }
    parts.lock().lock();
    try {
      parts.heartbeat().answered(ping.value(), now);
    } finally {
      parts.lock().unlock();
    }
  }

  private void goneAway(Frame.GoAway goAway) {
    if (parts.lifecycle().peerDrains()) {
      parts.handler().goAwayReceived(goAway.code());
    }
    switch (goAway.code()) {
      case Frame.GoAway.NORMAL -> {}
      case Frame.GoAway.PROTOCOL_ERROR ->
          parts
              .lifecycle()
              .end(YamuxException.Code.PROTOCOL_ERROR, "the peer reports a protocol error", null);
      case Frame.GoAway.INTERNAL_ERROR ->
          parts
              .lifecycle()
              .end(YamuxException.Code.PEER_ERROR, "the peer reports an internal error", null);
      default -> fail("go-away with code " + Integer.toUnsignedString(goAway.code()));
    }
  }

  private void fail(String why) {
    parts
        .lifecycle()
        .end(
            YamuxException.Code.PROTOCOL_ERROR,
            "protocol error: " + why,
            new Frame.GoAway(Frame.GoAway.PROTOCOL_ERROR));
  }
}
