package io.visiona.yamux.session;

import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import java.util.List;

/** What a session does because time passes. Called without locks. */
final class Timers {
  private final Session session;
  private final Heartbeat heartbeat;
  private final WriteWatch writeWatch;

  Timers(Session session, SessionConfig config, long now) {
    this.session = session;
    this.heartbeat = new Heartbeat(config.pingInterval(), config.idleTimeout(), now);
    this.writeWatch = new WriteWatch(config.writeTimeout());
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  void tick(long now) {
    Output output = session.output();
    if (isStalled(now)) {
      session.abandon(YamuxException.Code.WRITE_TIMEOUT, "the transport takes nothing");
    } else if (heartbeat.isIdleTooLong(now)) {
      session.abandon(YamuxException.Code.IDLE_TIMEOUT, "nothing was heard for too long");
    } else if (output.isOverflowing()) {
      session.overflow();
    } else {
      resetOverdue(now);
      pingIfDue(now);
    }
  }

  private boolean isStalled(long now) {
    Output output = session.output();
    session.lock().lock();
    try {
      return writeWatch.isStalled(now, output.isPending(), output.progress());
    } finally {
      session.lock().unlock();
    }
  }

  private void resetOverdue(long now) {
    List<Channel> overdue;
    session.lock().lock();
    try {
      overdue = session.streams().forgetOverdue(now);
    } finally {
      session.lock().unlock();
    }
    for (Channel channel : overdue) {
      session.output().reset(channel.outbound, true);
      ChannelHandler user = channel.handler();
      if (user != null) {
        user.reset();
      }
    }
  }

  private void pingIfDue(long now) {
    boolean due;
    session.lock().lock();
    try {
      due = heartbeat.isPingDue(now);
    } finally {
      session.lock().unlock();
    }
    if (due) {
      ping(now);
    }
  }

  void ping(long now) {
    int value;
    session.lock().lock();
    try {
      value = heartbeat.ping(now);
    } finally {
      session.lock().unlock();
    }
    session.output().send(new Frame.Ping(Flags.SYN, value));
  }
}
