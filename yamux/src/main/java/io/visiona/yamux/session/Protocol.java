package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.FIN;
import static io.visiona.yamux.frame.Flags.RST;
import static io.visiona.yamux.frame.Flags.SYN;
import static io.visiona.yamux.frame.Flags.has;

import io.visiona.yamux.frame.Frame;
import io.visiona.yamux.frame.FrameDecoder;
import io.visiona.yamux.frame.FrameType;

/**
 * Judges the peer's frames: changes the streams' state and says what is to be done about it. It
 * does no I/O and calls nobody. Guarded by the session's lock.
 *
 * <p>Where the specification is silent it follows hashicorp's implementation, or what that one can
 * be made to do by its user:
 *
 * <ul>
 *   <li>Frames for a stream that existed are ignored: they were under way when it ended. Frames for
 *       one that never existed end the session.
 *   <li>A stream too many is reset, since the peer cannot know this side's limit; a flood of them
 *       ends the session.
 *   <li>Data after FIN resets the stream: hashicorp's user can cause it by writing and closing at
 *       the same time. A second FIN ends the session, as it does there.
 *   <li>An ACK nobody waits for is ignored; data from the peer is as good as an ACK.
 *   <li>A FIN that comes before any ACK refuses the stream, but an ACK may follow: rust-yamux ends
 *       streams so.
 *   <li>SYN|RST opens nothing; SYN|ACK ends the session: nobody accepts a stream of his own.
 * </ul>
 */
final class Protocol {
  private static final Action.Fail WINDOW_EXCEEDED = new Action.Fail("receive window exceeded");

  private final Role role;
  private final SessionConfig config;
  private final StreamRegistry streams;
  private final StreamControl control;
  private final RateLimit refusals;
  private final RateLimit pings;

  Protocol(
      Role role, SessionConfig config, StreamRegistry streams, StreamControl control, long now) {
    this.role = role;
    this.config = config;
    this.streams = streams;
    this.control = control;
    // Peers that race with our limit have at most a backlog of 256 under way, a few times a second.
    this.refusals = new RateLimit(4 * Math.max(256, config.maxInboundStreams()), now);
    this.pings = new RateLimit(config.pingsPerSecond(), now);
  }

  /** Judges the header that was just decoded. */
  Action judge(FrameDecoder frame, boolean draining, long now) {
    return switch (frame.type()) {
      case DATA, WINDOW_UPDATE -> judgeStream(frame, draining, now);
      case PING, GO_AWAY -> judgeSession(frame.frame(), now);
    };
  }

  private Action judgeSession(Frame frame, long now) {
    return switch (frame) {
      case Frame.Ping ping -> judgePing(ping, now);
      case Frame.GoAway goAway -> new Action.GoneAway(goAway);
      case Frame.Data data -> throw new IllegalArgumentException(data.toString());
      case Frame.WindowUpdate update -> throw new IllegalArgumentException(update.toString());
    };
  }

  private Action judgePing(Frame.Ping ping, long now) {
    if (ping.flags() != SYN && ping.flags() != ACK) {
      return new Action.Fail("ping with flags " + ping.flags());
    }
    return pings.permits(now) ? new Action.Pinged(ping) : new Action.Fail("ping flood");
  }

  private Action judgeStream(FrameDecoder frame, boolean draining, long now) {
    int id = frame.streamId();
    if (frame.type() == FrameType.DATA && frame.length() > config.maxFrameLength()) {
      return new Action.Fail("frame of " + frame.length() + " bytes");
    }
    if (has(frame.flags(), SYN)) {
      return judgeOpen(frame, draining, now);
    }
    Channel channel = streams.get(id);
    if (channel != null) {
      return judgeFrame(channel, frame, now);
    }
    return streams.existed(id)
        ? Action.Ignore.FRAME
        : new Action.Fail("frame for stream " + Integer.toUnsignedString(id) + ", never opened");
  }

  private Action judgeOpen(FrameDecoder frame, boolean draining, long now) {
    int id = frame.streamId();
    int flags = frame.flags();
    if (id == 0 || role.owns(id)) {
      return new Action.Fail("the peer may not open stream " + Integer.toUnsignedString(id));
    }
    if (has(flags, ACK)) {
      return new Action.Fail("SYN with ACK");
    }
    if (!streams.useInbound(id)) {
      return new Action.Fail("stream " + Integer.toUnsignedString(id) + " opened twice");
    }
    if (frame.type() == FrameType.DATA && frame.length() > SessionConfig.INITIAL_WINDOW) {
      return WINDOW_EXCEEDED;
    }
    if (has(flags, RST)) {
      return Action.Ignore.FRAME;
    }
    if (draining) {
      return refuse(id, config.resetCodes().draining(), now);
    }
    if (streams.inbound() >= config.maxInboundStreams()) {
      return refuse(id, config.resetCodes().full(), now);
    }
    Channel channel = new Channel(control, false);
    channel.identify(id, now);
    streams.addInbound(channel);
    return new Action.Opened(channel, judgeFrame(channel, frame, now));
  }

  /** What a stream is refused with that there is no room for. */
  int full() {
    return config.resetCodes().full();
  }

  /** The stream is not accepted; too often is a flood. */
  Action refuse(int id, int code, long now) {
    return refusals.permits(now)
        ? new Action.Refuse(id, config.resetCodes().sent(code))
        : new Action.Fail("more streams than refusals help against");
  }

  private Action judgeFrame(Channel channel, FrameDecoder frame, long now) {
    int flags = frame.flags();
    if (has(flags, RST)) {
      boolean news = has(flags, ACK) && streams.acknowledged(channel, now);
      streams.forget(channel);
      if (frame.type() == FrameType.WINDOW_UPDATE) {
        // The length of any other frame is that of its payload.
        channel.resetCode(config.resetCodes().read(frame.length()));
      }
      Action reset = channel.resetAction();
      return news ? new Action.Acknowledged(channel, reset) : reset;
    }
    if (channel.remoteFinished && has(flags, FIN)) {
      return new Action.Fail("second FIN");
    }
    boolean data = frame.type() == FrameType.DATA;
    if (data && !channel.receiveWindow.accept(frame.length())) {
      return WINDOW_EXCEEDED;
    }
    if (data && channel.remoteFinished && frame.length() > 0) {
      streams.forget(channel);
      return new Action.Abort(channel);
    }
    boolean accepted = has(flags, ACK) || (data && frame.length() > 0);
    Action action = data ? channel.receiveAction : channel.creditAction;
    return accepted && streams.acknowledged(channel, now)
        ? new Action.Acknowledged(channel, action)
        : action;
  }

  /**
   * The peer's FIN takes effect, after everything that came before it; false when it is too late.
   */
  boolean finished(Channel channel) {
    if (!channel.isOpen()) {
      return false;
    }
    channel.remoteFinished = true;
    streams.declined(channel);
    streams.forgetIfFinished(channel);
    return true;
  }
}
