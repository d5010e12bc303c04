package io.visiona.yamux.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.SessionHandler;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A line of 60 ms there and back and any bandwidth, in simulated time. */
class LongRoundTripTest {
  private static final long MILLISECOND = 1_000_000L;
  private static final long ONE_WAY = 30 * MILLISECOND;

  private long now = 1;

  @Test
  void growingWindows_carryTenTimesWhatFixedOnesCarry() throws YamuxException {
    long fixed = carriedInFiveSeconds(new WindowBudget(0));
    long growing = carriedInFiveSeconds(new WindowBudget(16 << 20));

    assertThat(fixed).isBetween(10L << 20, 22L << 20);
    assertThat(growing).isGreaterThan(10 * fixed);
  }

  private long carriedInFiveSeconds(WindowBudget budget) throws YamuxException {
    Reader reader = new Reader(budget);
    Session sender = new Session(Role.CLIENT, SessionConfig.defaults(), reader, () -> now);
    Session receiver = new Session(Role.SERVER, SessionConfig.defaults(), reader, () -> now);
    Line there = new Line(sender, receiver);
    Line back = new Line(receiver, sender);
    Channel channel = sender.open(new Silent(), ByteBuffer.allocate(0));
    ByteBuffer payload = ByteBuffer.allocate(1 << 20);
    for (long end = now + 5000 * MILLISECOND; now < end; now += MILLISECOND) {
      while (channel.send(payload.clear()) > 0) {
        there.move();
      }
      there.move();
      back.move();
    }
    return reader.received;
  }

  /** What is sent arrives later. */
  private final class Line {
    private final Session from;
    private final Session to;
    private final Queue<ByteBuffer> batches = new ArrayDeque<>();
    private final Queue<Long> arrivals = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

    Line(Session from, Session to) {
      this.from = from;
      this.to = to;
    }

    void move() {
      while (from.transmit(buffer.clear()) > 0) {
        from.transmitProgress();
        ByteBuffer batch = ByteBuffer.allocate(buffer.position());
        batches.add(batch.put(buffer.flip()).flip());
        arrivals.add(now + ONE_WAY);
      }
      for (Long due = arrivals.peek(); due != null && due <= now; due = arrivals.peek()) {
        arrivals.remove();
        to.receive(batches.remove());
      }
    }
  }

  /** An application that reads at once, with the round trip that a ping would have shown. */
  private final class Reader implements SessionHandler {
    private final WindowBudget budget;
    private long received;

    Reader(WindowBudget budget) {
      this.budget = budget;
    }

    @Override
    public @Nullable ChannelHandler opened(Channel channel) {
      channel.acknowledge();
      WindowTuner tuner = new WindowTuner(SessionConfig.INITIAL_WINDOW, 16 << 20, budget, now);
      return new Silent() {
        @Override
        public void data(ByteBuffer payload) {
          received += payload.remaining();
          if (tuner.consumed(payload.remaining())) {
            channel.grant(tuner.grant(now, 2 * ONE_WAY));
          }
        }
      };
    }

    @Override
    public void outputReady() {}

    @Override
    public void goAwayReceived(int code) {}

    @Override
    public void ended(YamuxException reason) {
      throw new AssertionError(reason);
    }
  }

  private static class Silent implements ChannelHandler {
    @Override
    public void acknowledged() {}

    @Override
    public void data(ByteBuffer payload) {}

    @Override
    public void credited(int delta) {}

    @Override
    public void finished() {}

    @Override
    public void reset() {}

    @Override
    public void sessionEnded(YamuxException reason) {
      throw new AssertionError(reason);
    }
  }
}
