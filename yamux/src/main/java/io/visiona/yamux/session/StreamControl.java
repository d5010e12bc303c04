package io.visiona.yamux.session;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What the user of a stream may ask of it. Changes the receiving half under the session's lock,
 * then the sending half without it. Thread-safe.
 */
final class StreamControl {
  private final ReentrantLock lock;
  private final LongSupplier clock;
  private final StreamRegistry streams;
  private final Output output;
  private final SessionLifecycle lifecycle;
  private final ResetCodes codes;

  StreamControl(
      ReentrantLock lock,
      LongSupplier clock,
      StreamRegistry streams,
      Output output,
      SessionLifecycle lifecycle,
      ResetCodes codes) {
    this.lock = lock;
    this.clock = clock;
    this.streams = streams;
    this.output = output;
    this.lifecycle = lifecycle;
    this.codes = codes;
  }

  /** Sends what window and queue have room for; ends the session where more would wait. */
  int send(Outbound stream, ByteBuffer payload) {
    int taken = output.append(stream, payload);
    if (taken == Output.OVERFLOW) {
      lifecycle.overflow();
      return 0;
    }
    return taken;
  }

  /** What waits for the transport. */
  Output output() {
    return output;
  }

  void grant(Channel channel, int delta, boolean acknowledge) {
    lock.lock();
    try {
      if (!channel.isOpen()) {
        return;
      }
      channel.receiveWindow.widen(delta);
    } finally {
      lock.unlock();
    }
    output.grant(channel.outbound, delta, acknowledge);
  }

  void finish(Channel channel) {
    lock.lock();
    try {
      if (!channel.isOpen() || channel.localFinished) {
        return;
      }
      channel.localFinished = true;
      streams.forgetIfFinished(channel);
    } finally {
      lock.unlock();
    }
    output.finish(channel.outbound, !channel.isOpen());
  }

  void linger(Channel channel) {
    lock.lock();
    try {
      channel.closing(clock.getAsLong());
    } finally {
      lock.unlock();
    }
    finish(channel);
  }

  /** Ends the stream that has most waiting; whether there was one. Its user hears a reset. */
  boolean resetFullest() {
    Outbound fullest = output.fullest();
    if (fullest == null) {
      return false;
    }
    Channel channel;
    lock.lock();
    try {
      channel = streams.get(fullest.id);
      if (channel != null) {
        streams.forget(channel);
      }
    } finally {
      lock.unlock();
    }
    // Also where both sides are finished and only the rest has to be sent.
    output.reset(fullest, ResetCodes.UNKNOWN);
    ChannelHandler user = channel == null ? null : channel.handler();
    if (user != null) {
      user.reset();
    }
    return true;
  }

  void reset(Channel channel, int code) {
    lock.lock();
    try {
      if (!channel.isOpen()) {
        return;
      }
      streams.forget(channel);
    } finally {
      lock.unlock();
    }
    output.reset(channel.outbound, codes.sent(code));
  }
}
