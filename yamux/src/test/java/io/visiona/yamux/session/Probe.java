package io.visiona.yamux.session;

import io.visiona.yamux.frame.Frame;
import io.visiona.yamux.frame.FrameDecoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session whose transport and time are the test's: frames are fed to it, what it sends is taken
 * apart, and what its handlers hear is written down in order.
 */
final class Probe implements SessionHandler {
  final List<String> heard = new ArrayList<>();
  final List<Channel> accepted = new ArrayList<>();
  final Session session;
  private final ByteBuffer out = ByteBuffer.allocate(64 * 1024);
  private final FrameDecoder decoder = new FrameDecoder();
  private long now = 1_000_000_000L;
  private @Nullable YamuxException reason;
  private boolean refusing;
  private boolean byteByByte;
  private int announcements;

  Probe(Role role) {
    this(role, SessionConfig.defaults());
  }

  Probe(Role role, SessionConfig config) {
    session = new Session(role, config, this, () -> now);
  }

  Probe byteByByte(boolean value) {
    byteByByte = value;
    return this;
  }

  Probe refusing() {
    refusing = true;
    return this;
  }

  /** Feeds raw bytes, all at once or one at a time. */
  Probe feed(byte[] bytes) {
    if (byteByByte) {
      for (byte value : bytes) {
        session.receive(ByteBuffer.wrap(new byte[] {value}));
      }
    } else {
      session.receive(ByteBuffer.wrap(bytes));
    }
    return this;
  }

  Probe feed(Frame frame) {
    return feed(bytes(frame));
  }

  /** A DATA frame with as much payload as its length says. */
  Probe feedData(int flags, int id, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(Frame.HEADER_BYTES + length);
    new Frame.Data(flags, id, length).encode(buffer);
    return feed(buffer.array());
  }

  Probe open(int id) {
    return feed(new Frame.WindowUpdate(1, id, 0));
  }

  static byte[] bytes(Frame frame) {
    ByteBuffer buffer = ByteBuffer.allocate(Frame.HEADER_BYTES);
    frame.encode(buffer);
    return buffer.array();
  }

  /** Everything that waits, as frames; payloads are dropped. */
  List<Frame> sent() {
    List<Frame> frames = new ArrayList<>();
    while (session.transmit(out.clear()) > 0) {
      session.transmitProgress();
      frames.addAll(decode(out.flip()));
    }
    return frames;
  }

  private List<Frame> decode(ByteBuffer bytes) {
    List<Frame> frames = new ArrayList<>();
    FrameDecoder.Event event = decoder.next(bytes);
    while (event != FrameDecoder.Event.MORE) {
      if (event == FrameDecoder.Event.HEADER) {
        frames.add(decoder.frame());
      } else if (event == FrameDecoder.Event.PAYLOAD) {
        bytes.position(bytes.position() + decoder.fragment());
      } else {
        throw new IllegalStateException(decoder.problem());
      }
      event = decoder.next(bytes);
    }
    return frames;
  }

  Probe pass(Duration time) {
    now += time.toNanos();
    return this;
  }

  Probe passAndTick(Duration time) {
    pass(time);
    session.tick(now);
    return this;
  }

  Channel openStream() throws YamuxException {
    return openStream(ByteBuffer.allocate(0));
  }

  Channel openStream(ByteBuffer first) throws YamuxException {
    return session.open(channel -> new Listener(channel), first);
  }

  YamuxException.@Nullable Code endCode() {
    YamuxException end = reason;
    return end == null ? null : end.code();
  }

  String endMessage() {
    YamuxException end = reason;
    return end == null ? "" : String.valueOf(end.getMessage());
  }

  int announcements() {
    return announcements;
  }

  @Override
  public @Nullable ChannelHandler opened(Channel channel) {
    heard.add(channel.id() + " opened");
    if (refusing) {
      return null;
    }
    accepted.add(channel);
    return new Listener(channel);
  }

  @Override
  public void outputReady() {
    announcements++;
  }

  @Override
  public void goAwayReceived(int code) {
    heard.add("go-away " + code);
  }

  @Override
  public void ended(YamuxException why) {
    if (reason != null) {
      throw new IllegalStateException("ended twice");
    }
    reason = why;
    heard.add("ended " + why.code());
  }

  private final class Listener implements ChannelHandler {
    private final Channel channel;

    Listener(Channel channel) {
      this.channel = channel;
    }

    private void note(String what) {
      heard.add(channel.id() + " " + what);
    }

    @Override
    public void acknowledged() {
      note("acknowledged");
    }

    @Override
    public void data(ByteBuffer payload) {
      note("data " + payload.remaining());
    }

    @Override
    public void credited(int delta) {
      note("credited " + delta);
    }

    @Override
    public void finished() {
      note("finished");
    }

    @Override
    public void reset() {
      note("reset");
    }

    @Override
    public void sessionEnded(YamuxException why) {
      note("session ended " + why.code());
    }
  }
}
