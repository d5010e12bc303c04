package io.visiona.yamux.session;

import io.visiona.yamux.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A session's one state and its transitions: open, draining, ended. Thread-safe. The state changes
 * under the session's lock only; handlers are told without it.
 */
final class SessionLifecycle {
  private final ReentrantLock lock;
  private final LongSupplier clock;
  private final StreamRegistry streams;
  private final Output output;
  private final SessionHandler handler;

  /** Changes under the lock only. */
  private volatile SessionState state = new SessionState.Open(false, false);

  SessionLifecycle(
      ReentrantLock lock,
      LongSupplier clock,
      StreamRegistry streams,
      Output output,
      SessionHandler handler) {
    this.lock = lock;
    this.clock = clock;
    this.streams = streams;
    this.output = output;
    this.handler = handler;
  }

  SessionState state() {
    return state;
  }

  boolean isOpen() {
    return state instanceof SessionState.Open;
  }

  /** What ended the session; null while it is open. */
  @Nullable YamuxException endReason() {
    return state instanceof SessionState.Ended ended ? ended.reason() : null;
  }

  /** This side drains: the peer's new streams are refused. */
  boolean refusesStreams() {
    return state instanceof SessionState.Open now && now.draining();
  }

  /** Ended, and its last frame was taken. */
  boolean isFinished() {
    return state instanceof SessionState.Ended ended
        && ended.farewellQueued()
        && (ended.abandoned() || !output.isPending());
  }

  /** Fails where no stream may be opened; the caller holds the lock. */
  void checkOpening() throws YamuxException {
    switch (state) {
      case SessionState.Ended ended -> throw ended.reason().again();
      case SessionState.Open now -> {
        if (now.isDraining()) {
          throw new YamuxException(YamuxException.Code.GOING_AWAY, "the session is draining");
        }
      }
    }
  }

  /** This side drains; true when that is news. */
  boolean drain() {
    lock.lock();
    try {
      if (!(state instanceof SessionState.Open now) || now.draining()) {
        return false;
      }
      state = new SessionState.Open(true, now.peerDraining());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The peer sent go-away; true when that is news. */
  boolean peerDrains() {
    lock.lock();
    try {
      if (!(state instanceof SessionState.Open now) || now.peerDraining()) {
        return false;
      }
      state = new SessionState.Open(now.draining(), true);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void overflow() {
    end(
        YamuxException.Code.OUTPUT_OVERFLOW,
        "more waits for the transport than may wait",
        new Frame.GoAway(Frame.GoAway.INTERNAL_ERROR));
  }

  /** Ends without a farewell: the transport would not take it. */
  void abandon(YamuxException.Code reason, String message) {
    end(reason, message, null);
    abandonFarewell();
  }

  /** The last frame is not waited for. */
  void abandonFarewell() {
    changeEnded(SessionState.Ended::withAbandoned);
  }

  /** The state is final now but for what is known of the last frame. */
  private void changeEnded(UnaryOperator<SessionState.Ended> change) {
    lock.lock();
    try {
      if (state instanceof SessionState.Ended ended) {
        state = change.apply(ended);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the session, once; its streams and its owner are told. */
  void end(YamuxException.Code code, String message, Frame.@Nullable GoAway farewell) {
    YamuxException reason = new YamuxException(code, message);
    List<ChannelHandler> told = new ArrayList<>();
    lock.lock();
    try {
      if (!(state instanceof SessionState.Open now)) {
        return;
      }
      state = new SessionState.Ended(reason, clock.getAsLong(), now.isDraining(), false, false);
      for (Channel channel : streams.forgetAll()) {
        ChannelHandler user = channel.handler();
        if (user != null) {
          told.add(user);
        }
      }
    } finally {
      lock.unlock();
    }
    output.end(farewell);
    changeEnded(SessionState.Ended::withFarewellQueued);
    told.forEach(user -> user.sessionEnded(reason));
    handler.ended(reason);
  }
}
