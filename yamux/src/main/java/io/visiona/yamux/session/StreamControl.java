package io.visiona.yamux.session;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What the user of a stream may ask of it, beyond sending. Changes the receiving half under the
 * session's lock, then the sending half without it. Thread-safe.
 */
final class StreamControl {
  private final ReentrantLock lock;
  private final LongSupplier clock;
  private final StreamRegistry streams;
  private final Protocol protocol;
  private final Output output;

  StreamControl(
      ReentrantLock lock,
      LongSupplier clock,
      StreamRegistry streams,
      Protocol protocol,
      Output output) {
    this.lock = lock;
    this.clock = clock;
    this.streams = streams;
    this.protocol = protocol;
    this.output = output;
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
      protocol.forgetIfFinished(channel);
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

  void reset(Channel channel) {
    lock.lock();
    try {
      if (!channel.isOpen()) {
        return;
      }
      streams.forget(channel);
    } finally {
      lock.unlock();
    }
    output.reset(channel.outbound, true);
  }
}
