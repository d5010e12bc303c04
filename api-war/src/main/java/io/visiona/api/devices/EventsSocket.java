package io.visiona.api.devices;

import io.visiona.api.devices.StreamLimiter.Lease;
import io.visiona.api.platform.streams.StreamEnd;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.shared.exchange.ResponseHead;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a browser's WebSocket and the agent's. Bytes pass as they are; between the agent's
 * frames it puts pings, by which a browser that is gone is noticed, and at the end it says why: the
 * session is over (4401), the browser is silent (4408), the agent or its tunnel is gone (4503), a
 * message is too long (1009). One thread reads, one writes.
 */
final class EventsSocket extends ExchangeFilter {
  static final int SESSION_ENDED = 4401;
  static final int REVOKED = 4404;
  static final int SILENT = 4408;
  static final int AGENT_GONE = 4503;
  static final int TOO_LONG = 1009;

  private static final Logger LOG = System.getLogger(EventsSocket.class.getName());
  private static final long PING_EVERY = Duration.ofSeconds(15).toNanos();
  private static final long SILENCE = Duration.ofSeconds(30).toNanos();
  private static final int LONGEST_MESSAGE = 64 * 1024;
  private static final int BLOCK = 16 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final Lease lease;
  private final Executor threads;
  private final LongSupplier nanos;
  private final WebSocketFrames toBrowser = new WebSocketFrames(LONGEST_MESSAGE);
  private volatile long heardAt;
  private long pingAt;
  private byte[] leftOver = NOTHING;
  private boolean over;
  private volatile boolean switched;

  /** Guarded by this: what the agent's reader has for the browser's. */
  private byte @Nullable [] arrived;

  private boolean agentEnded;
  private boolean cancelled;

  EventsSocket(UpstreamExchange agent, Lease lease, Executor threads, LongSupplier nanos) {
    super(agent);
    this.threads = threads;
    this.lease = lease;
    this.nanos = nanos;
    this.heardAt = nanos.getAsLong();
    this.pingAt = heardAt + PING_EVERY;
  }

  @Override
  public ResponseHead response() throws UpstreamException {
    ResponseHead head = behind().response();
    switched = head.status() == 101;
    if (switched) {
      threads.execute(this::fetch);
    }
    return head;
  }

  private void fetch() {
    byte[] block = new byte[BLOCK];
    try {
      int count = behind().read(block, 0, block.length);
      while (count >= 0 && offer(Arrays.copyOf(block, count))) {
        count = behind().read(block, 0, block.length);
      }
    } catch (UpstreamException | RuntimeException gone) {
      LOG.log(Level.DEBUG, "An agent's events ended", gone);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        agentEnded = true;
        notifyAll();
      }
    }
  }

  private synchronized boolean offer(byte[] piece) throws InterruptedException {
    while (arrived != null && !cancelled) {
      wait();
    }
    arrived = piece;
    notifyAll();
    return !cancelled;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws UpstreamException {
    if (!switched) {
      return behind().read(target, offset, length);
    }
    while (leftOver.length == 0) {
      if (over) {
        return -1;
      }
      leftOver = next();
    }
    int count = Math.min(length, leftOver.length);
    System.arraycopy(leftOver, 0, target, offset, count);
    leftOver = Arrays.copyOfRange(leftOver, count, leftOver.length);
    return count;
  }

  /** Waits for something to pass on; empty when it is to look again. */
  private byte[] next() throws UpstreamException {
    byte[] piece;
    boolean ended;
    synchronized (this) {
      try {
        long wait = Math.min(pingAt - nanos.getAsLong(), TimeUnit.SECONDS.toNanos(1));
        if (arrived == null && !agentEnded && lease.ended() == null && wait > 0) {
          TimeUnit.NANOSECONDS.timedWait(this, wait);
        }
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw new UpstreamException(ProxyFailure.DRAINING, false, stopping);
      }
      piece = arrived;
      arrived = null;
      ended = agentEnded;
      notifyAll();
    }
    if (lease.ended() != null) {
      return close(lease.ended() == StreamEnd.AGENT_REVOKED ? REVOKED : SESSION_ENDED);
    }
    if (piece != null) {
      boolean between = toBrowser.isBetween();
      toBrowser.passed(piece, 0, piece.length);
      if (toBrowser.isTooLong()) {
        // The piece is not passed, so a frame may be put where it would have begun.
        over = true;
        return between ? WebSocketFrames.close(TOO_LONG) : NOTHING;
      }
      return piece;
    }
    if (ended) {
      return close(AGENT_GONE);
    }
    long now = nanos.getAsLong();
    if (now - heardAt > SILENCE) {
      return close(SILENT);
    }
    if (now >= pingAt && toBrowser.isBetween()) {
      pingAt = now + PING_EVERY;
      return WebSocketFrames.ping();
    }
    return NOTHING;
  }

  /** In the middle of a frame nothing can be said: the connection just ends. */
  private byte[] close(int code) {
    over = true;
    return toBrowser.isBetween() && !toBrowser.isClosing() ? WebSocketFrames.close(code) : NOTHING;
  }

  @Override
  public synchronized boolean hasMore() {
    return switched ? leftOver.length > 0 || arrived != null : behind().hasMore();
  }

  @Override
  public OutputStream switchedOutput() throws IOException {
    OutputStream out = behind().switchedOutput();
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] block, int offset, int count) throws IOException {
        heardAt = nanos.getAsLong();
        out.write(block, offset, count);
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }
    };
  }

  @Override
  public void cancel() {
    synchronized (this) {
      cancelled = true;
      notifyAll();
    }
    behind().cancel();
  }
}
