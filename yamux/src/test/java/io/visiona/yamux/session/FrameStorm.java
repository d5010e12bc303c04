package io.visiona.yamux.session;

import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Frames by dice against a session: most of them nearly right, so that the session lives long
 * enough to get into trouble. A session that ends is replaced. What the streams' users do is by
 * dice too.
 */
final class FrameStorm {
  private final Random random;
  private final ByteBuffer in = ByteBuffer.allocate(256 * 1024);
  private final ByteBuffer out = ByteBuffer.allocate(64 * 1024);
  private Victim victim;
  private long sessions = 1;
  private long opened;

  FrameStorm(long seed) {
    random = new Random(seed);
    victim = new Victim();
  }

  /** Sends {@code count} frames; throws whatever the session throws. */
  void rage(long count) throws YamuxException {
    for (long i = 0; i < count; i++) {
      if (!victim.session.isOpen()) {
        victim.settle();
        victim = new Victim();
        sessions++;
      }
      frame();
      in.flip();
      victim.session.receive(in);
      in.clear();
      live();
    }
    victim.session.transportClosed();
    victim.settle();
  }

  long sessions() {
    return sessions;
  }

  long opened() {
    return opened;
  }

  private void frame() {
    int id = streamId();
    int flags = flags(id);
    switch (random.nextInt(100)) {
      case 0 -> new Frame.Ping(random.nextInt(50) == 0 ? random.nextInt(16) : 1, 7).encode(in);
      case 1 -> new Frame.GoAway(random.nextInt(200) == 0 ? random.nextInt(4) : 0).encode(in);
      case 2 -> garbage();
      default -> {
        if (random.nextInt(3) == 0) {
          new Frame.WindowUpdate(flags, id, delta()).encode(in);
        } else {
          data(flags, id);
        }
      }
    }
  }

  private int streamId() {
    int peerParity = victim.role == Role.CLIENT ? 0 : 1;
    return switch (random.nextInt(500)) {
      case 0 -> random.nextInt();
      case 1 -> 0;
      default -> 2 * (1 + random.nextInt(1 + Math.min(victim.frames++, 300))) - peerParity;
    };
  }

  private int flags(int id) {
    if (victim.isNew(id)) {
      return 1 | (random.nextInt(10) == 0 ? 4 : 0);
    }
    return switch (random.nextInt(200)) {
      case 0 -> random.nextInt(0x10000);
      case 1, 2 -> random.nextInt(16);
      case 3, 4, 5, 6 -> 8;
      case 7, 8 -> 4;
      default -> 0;
    };
  }

  private int delta() {
    return random.nextInt(300) == 0 ? random.nextInt() : random.nextInt(10_000);
  }

  private void data(int flags, int id) {
    int length = random.nextInt(random.nextInt(8) == 0 ? 20_000 : 200);
    if (random.nextInt(500) == 0) {
      new Frame.Data(flags, id, random.nextInt()).encode(in);
      return;
    }
    new Frame.Data(flags, id, length).encode(in);
    in.position(in.position() + length);
  }

  private void garbage() {
    if (random.nextInt(50) == 0) {
      for (int i = random.nextInt(40); i > 0; i--) {
        in.put((byte) random.nextInt());
      }
    }
  }

  /** What goes on besides: transmitting, time, and this side's own streams. */
  private void live() throws YamuxException {
    if (random.nextInt(4) == 0) {
      victim.session.transmit(out.clear());
      victim.session.transmitProgress();
    }
    if (random.nextInt(200) == 0) {
      victim.now += 300_000_000L;
      victim.session.tick(victim.now);
    }
    if (random.nextInt(50) == 0 && victim.session.isOpen() && !victim.session.isDraining()) {
      victim.open();
    }
  }

  private final class Victim implements SessionHandler {
    final Role role = random.nextBoolean() ? Role.CLIENT : Role.SERVER;
    final Session session;
    final List<Stream> living = new ArrayList<>();
    long now;
    int frames;
    private int told;

    Victim() {
      SessionConfig config = SessionConfig.builder().maxInboundStreams(100).build();
      session = new Session(role, config, this, () -> now);
    }

    boolean isNew(int id) {
      return !session.streams().existed(id) && !role.owns(id);
    }

    void open() throws YamuxException {
      if (session.streams().all().size() < 150) {
        session.open(channel -> new Stream(channel, this), ByteBuffer.allocate(0));
      }
    }

    void settle() {
      if (told != 1) {
        throw new AssertionError("ended was told " + told + " times");
      }
      if (!living.isEmpty()) {
        throw new AssertionError(living.size() + " streams were not told of the end");
      }
    }

    @Override
    public @Nullable ChannelHandler opened(Channel channel) {
      opened++;
      return random.nextInt(10) == 0 ? null : new Stream(channel, this);
    }

    @Override
    public void outputReady() {}

    @Override
    public void goAwayReceived(int code) {}

    @Override
    public void ended(YamuxException reason) {
      told++;
    }
  }

  private final class Stream implements ChannelHandler {
    private final Channel channel;
    private final Victim owner;

    Stream(Channel channel, Victim owner) {
      this.channel = channel;
      this.owner = owner;
      owner.living.add(this);
    }

    private void gone() {
      if (!owner.living.remove(this)) {
        throw new AssertionError("a stream that was gone heard of its end");
      }
    }

    private void goneIfClosed() {
      if (!channel.isOpen() && owner.session.isOpen()) {
        owner.living.remove(this);
      }
    }

    @Override
    public void acknowledged() {}

    @Override
    public void data(ByteBuffer payload) {
      int count = payload.remaining();
      switch (random.nextInt(40)) {
        case 0 -> channel.reset();
        case 1 -> channel.finish();
        case 2 -> channel.acknowledge(count);
        case 3, 4, 5, 6, 7, 8 -> channel.send(payload);
        default -> channel.grant(count);
      }
      goneIfClosed();
    }

    @Override
    public void credited(int delta) {
      channel.send(ByteBuffer.allocate(Math.min(delta, 5000)));
      goneIfClosed();
    }

    @Override
    public void finished() {
      channel.finish();
      goneIfClosed();
    }

    @Override
    public void reset() {
      gone();
    }

    @Override
    public void sessionEnded(YamuxException reason) {
      gone();
    }
  }
}
