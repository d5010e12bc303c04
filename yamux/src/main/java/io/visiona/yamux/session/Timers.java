package io.visiona.yamux.session;

import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** What a session does because time passes. Called without locks. */
final class Timers {
  private final ReentrantLock lock;
  private final StreamRegistry streams;
  private final Output output;
  private final SessionLifecycle lifecycle;
  private final Heartbeat heartbeat;
  private final WriteWatch writeWatch;

  Timers(
      ReentrantLock lock,
      SessionConfig config,
      StreamRegistry streams,
      Output output,
      SessionLifecycle lifecycle,
      long now) {
    this.lock = lock;
    this.streams = streams;
    this.output = output;
    this.lifecycle = lifecycle;
    this.heartbeat = new Heartbeat(config.pingInterval(), config.idleTimeout(), now);
    this.writeWatch = new WriteWatch(config.writeTimeout());
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  void tick(long now) {
    if (isStalled(now)) {
      lifecycle.abandon(YamuxException.Code.WRITE_TIMEOUT, "the transport takes nothing");
    } else if (heartbeat.isIdleTooLong(now)) {
      lifecycle.abandon(YamuxException.Code.IDLE_TIMEOUT, "nothing was heard for too long");
    } else if (output.isOverflowing()) {
      lifecycle.overflow();
    } else {
      resetOverdue(now);
      pingIfDue(now);
    }
  }

  private boolean isStalled(long now) {
    lock.lock();
    try {
      return writeWatch.isStalled(now, output.isPending(), output.progress());
    } finally {
      lock.unlock();
    }
  }

  private void resetOverdue(long now) {
    List<Channel> overdue;
    lock.lock();
    try {
      overdue = streams.forgetOverdue(now);
    } finally {
      lock.unlock();
    }
    for (Channel channel : overdue) {
      output.reset(channel.outbound, ResetCodes.UNKNOWN);
      ChannelHandler user = channel.handler();
      if (user != null) {
        user.reset();
      }
    }
  }

  private void pingIfDue(long now) {
    boolean due;
    lock.lock();
    try {
      due = heartbeat.isPingDue(now);
    } finally {
      lock.unlock();
    }
    if (due) {
      ping(now);
    }
  }

  void ping(long now) {
    int value;
    lock.lock();
    try {
      value = heartbeat.ping(now);
    } finally {
      lock.unlock();
    }
    output.send(new Frame.Ping(Flags.SYN, value));
  }
}
