package io.visiona.yamux.session;

import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import io.visiona.yamux.frame.FrameDecoder;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a session: takes frames apart, has them judged under the session's lock,
 * and does what follows without it. Used by one thread at a time.
 */
final class Receiver {
  private final Session session;
  private final Protocol protocol;
  private final FrameDecoder decoder = new FrameDecoder();

  /** Whose payload is passing by. */
  private @Nullable Channel receiving;

  private long now;

  Receiver(Session session, Protocol protocol) {
    this.session = session;
    this.protocol = protocol;
  }

  /** Takes everything, unless the session ends; {@code in} is big-endian. */
  void receive(ByteBuffer in, long nanoTime) {
    now = nanoTime;
    boolean more = true;
    while (more && session.isOpen()) {
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
    session.traffic().received(decoder);
    Action action;
    session.lock().lock();
    try {
      receiving = null;
      action = protocol.judge(decoder, session.refusesStreams(), now);
    } finally {
      session.lock().unlock();
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
        session.output().reset(channel.outbound, false);
        handlerOf(channel).reset();
      }
      case Action.Abort(Channel channel) -> {
        session.output().reset(channel.outbound, true);
        handlerOf(channel).reset();
      }
      case Action.Refuse(int id) -> session.output().send(new Frame.WindowUpdate(Flags.RST, id, 0));
      case Action.Pinged(Frame.Ping ping) -> pinged(ping);
      case Action.GoneAway(Frame.GoAway goAway) -> goneAway(goAway);
      case Action.Fail(String why) -> fail(why);
    }
  }

  private void opened(Channel channel, Action then) {
    ChannelHandler user = session.handler().opened(channel);
    if (user == null) {
      refuse(channel);
      return;
    }
    YamuxException over;
    session.lock().lock();
    try {
      // The end may have come while the owner was asked: it could not tell this stream.
      channel.handler(user);
      over = session.endReason();
    } finally {
      session.lock().unlock();
    }
    if (over != null) {
      user.sessionEnded(over);
    } else if (channel.isOpen()) {
      perform(then);
    }
  }

  private void refuse(Channel channel) {
    Action action;
    session.lock().lock();
    try {
      if (!channel.isOpen()) {
        return;
      }
      session.streams().forget(channel);
      action = protocol.refuse(channel.id(), now);
    } finally {
      session.lock().unlock();
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
    if (!session.output().widen(channel.outbound, delta)) {
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
    session.lock().lock();
    try {
      news = protocol.finished(channel);
    } finally {
      session.lock().unlock();
    }
    if (news) {
      if (!channel.isOpen()) {
        session.output().orphan(channel.outbound);
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
      session.output().send(new Frame.Ping(Flags.ACK, ping.value()));
      return;
    }
    session.lock().lock();
    try {
      session.heartbeat().answered(ping.value(), now);
    } finally {
      session.lock().unlock();
    }
  }

  private void goneAway(Frame.GoAway goAway) {
    if (session.peerDrains()) {
      session.handler().goAwayReceived(goAway.code());
    }
    switch (goAway.code()) {
      case Frame.GoAway.NORMAL -> {}
      case Frame.GoAway.PROTOCOL_ERROR ->
          session.end(
              YamuxException.Code.PROTOCOL_ERROR, "the peer reports a protocol error", null);
      case Frame.GoAway.INTERNAL_ERROR ->
          session.end(YamuxException.Code.PEER_ERROR, "the peer reports an internal error", null);
      default -> fail("go-away with code " + Integer.toUnsignedString(goAway.code()));
    }
  }

  private void fail(String why) {
    session.end(
        YamuxException.Code.PROTOCOL_ERROR,
        "protocol error: " + why,
        new Frame.GoAway(Frame.GoAway.PROTOCOL_ERROR));
  }
}
