package io.visiona.yamux.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two sessions, many streams, and a schedule by dice: who sends how much, when bytes cross and in
 * what pieces, when credit is returned, when a side finishes. Every byte must arrive once, in
 * order, and everything must come to its end. The seed is the test's name, so that a failure can be
 * repeated.
 */
class RandomScheduleTest {
  private static final int STREAMS = 40;

  private final ByteBuffer wire = ByteBuffer.allocate(64 * 1024);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void noByteIsLostDuplicatedOrReordered(long seed) throws YamuxException {
    Random random = new Random(seed);
    List<End> ends = new ArrayList<>();
    Session client = session(Role.CLIENT, ends, random);
    Session server = session(Role.SERVER, ends, random);
    for (int i = 0; i < STREAMS; i++) {
      Session opener = random.nextBoolean() ? client : server;
      ends.add(open(opener, random));
    }
    int steps = 0;
    while (!done(ends) && steps++ < 1_000_000) {
      step(random, ends, client, server);
    }

    assertThat(ends).hasSize(2 * STREAMS).allMatch(End::isDone);
    for (End end : ends) {
      assertThat(end.received).isEqualTo(end.peer(ends).total);
    }
    cross(client, server, 64);
    cross(server, client, 64);
    assertThat(client.stats().streamsOpen()).isZero();
    assertThat(server.stats().streamsOpen()).isZero();
    assertThat(client.stats().bytesOut()).isEqualTo(server.stats().bytesIn());
  }

  private static boolean done(List<End> ends) {
    return ends.size() == 2 * STREAMS && ends.stream().allMatch(End::isDone);
  }

  private void step(Random random, List<End> ends, Session client, Session server) {
    switch (random.nextInt(4)) {
      case 0 -> cross(client, server, 64 + random.nextInt(wire.capacity() - 64));
      case 1 -> cross(server, client, 64 + random.nextInt(wire.capacity() - 64));
      default -> ends.get(random.nextInt(ends.size())).act(random);
    }
  }

  /** Carries one batch over, in pieces of at most the same size. */
  private void cross(Session from, Session to, int most) {
    from.transmit(wire.clear().limit(most));
    from.transmitProgress();
    wire.flip();
    int end = wire.limit();
    int piece = 1 + end / 3;
    while (wire.position() < end) {
      wire.limit(Math.min(end, wire.position() + piece));
      to.receive(wire);
    }
  }

  private static End open(Session session, Random random) throws YamuxException {
    End[] made = new End[1];
    ByteBuffer first = ByteBuffer.allocate(random.nextInt(100));
    session.open(channel -> made[0] = new End(channel, random), made(first));
    made[0].sent = first.capacity();
    return made[0];
  }

  private static ByteBuffer made(ByteBuffer buffer) {
    fill(buffer, 0);
    return buffer.flip();
  }

  private static void fill(ByteBuffer buffer, long from) {
    for (long at = from; buffer.hasRemaining(); at++) {
      buffer.put(byteAt(at));
    }
  }

  private static byte byteAt(long position) {
    return (byte) (position * 31 + (position >> 8) * 17 + (position >> 16));
  }

  private static Session session(Role role, List<End> ends, Random random) {
    SessionHandler handler =
        new SessionHandler() {
          @Override
          public @Nullable ChannelHandler opened(Channel channel) {
            End end = new End(channel, random);
            ends.add(end);
            return end;
          }

          @Override
          public void outputReady() {}

          @Override
          public void goAwayReceived(int code) {
            throw new AssertionError("go-away " + code);
          }

          @Override
          public void ended(YamuxException reason) {
            throw new AssertionError(reason);
          }
        };
    return new Session(role, SessionConfig.defaults(), handler);
  }

  /**
   * One end of one stream: sends a total of its own, checks what comes, returns credit at times.
   */
  private static final class End implements ChannelHandler {
    final int total;
    int sent;
    long received;
    private final Channel channel;
    private int owed;
    private boolean finishing;
    private boolean finished;
    private int credits;

    End(Channel channel, Random random) {
      this.channel = channel;
      this.total = 100 + random.nextInt(random.nextBoolean() ? 1_000 : 600_000);
    }

    boolean isDone() {
      return finished && finishing;
    }

    End peer(List<End> ends) {
      return ends.stream()
          .filter(end -> end != this && end.channel.id() == channel.id())
          .findFirst()
          .orElseThrow();
    }

    void act(Random random) {
      if (random.nextBoolean()) {
        int part = random.nextBoolean() ? owed : owed / 2;
        owed -= part;
        channel.grant(part);
      } else if (sent < total) {
        ByteBuffer payload =
            ByteBuffer.allocate(Math.min(total - sent, 1 + random.nextInt(50_000)));
        fill(payload, sent);
        sent += channel.send(payload.flip());
      } else if (!finishing) {
        finishing = true;
        channel.finish();
      }
    }

    @Override
    public void acknowledged() {
      assertThat(received).isZero();
    }

    @Override
    public void data(ByteBuffer payload) {
      assertThat(finished).isFalse();
      owed += payload.remaining();
      while (payload.hasRemaining()) {
        if (payload.get() != byteAt(received)) {
          throw new AssertionError("wrong byte at " + received);
        }
        received++;
      }
    }

    @Override
    public void credited(int delta) {
      credits += delta;
      assertThat(credits).isLessThanOrEqualTo(sent);
    }

    @Override
    public void finished() {
      assertThat(finished).isFalse();
      finished = true;
    }

    @Override
    public void reset() {
      throw new AssertionError("reset");
    }

    @Override
    public void sessionEnded(YamuxException reason) {
      throw new AssertionError(reason);
    }
  }
}
