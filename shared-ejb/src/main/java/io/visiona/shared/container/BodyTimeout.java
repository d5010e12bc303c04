package io.visiona.shared.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long the container waits for the next bytes of one request's body. Liberty has one time-out
 * for heads and bodies ({@code readTimeout} of {@code httpOptions}): short enough for heads it cuts
 * uploads that pause. Its connection object lets the time be set for what is read next; by
 * reflection, for it has no interface for it. Where Liberty has changed, and in other containers,
 * the container's own time stays. Thread-safe.
 */
public final class BodyTimeout {
  private static final Logger LOG = System.getLogger(BodyTimeout.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final Runnable restore;
  private final AtomicBoolean restored = new AtomicBoolean();

  private BodyTimeout(Runnable restore) {
    this.restore = restore;
  }

  /**
   * From now on reads of this connection may take so long, until {@link #restore()}.
   *
   * @param timeout without a byte, in whole milliseconds
   */
  public static BodyTimeout set(HttpServletRequest request, Duration timeout) {
    ServletRequest inner = ConnectionCloser.innermost(request);
    if (!ConnectionCloser.isLiberty(inner)) {
      return new BodyTimeout(() -> {});
    }
    try {
      Object context = ConnectionCloser.context(inner);
      Method get = ConnectionCloser.known(context, "getReadTimeout", 0);
      Method set = ConnectionCloser.known(context, "setReadTimeout", 1);
      int before = (int) get.invoke(context);
      set.invoke(context, Math.toIntExact(timeout.toMillis()));
      return new BodyTimeout(() -> invoke(set, context, before));
    } catch (ReflectiveOperationException | RuntimeException changed) {
      warn(changed);
      return new BodyTimeout(() -> {});
    }
  }

  /**
   * Gives the connection the time it had: the head of the next request is not to take longer.
   * Idempotent.
   */
  public void restore() {
    if (restored.compareAndSet(false, true)) {
      restore.run();
    }
  }

  private static void invoke(Method set, Object context, int millis) {
    try {
      set.invoke(context, millis);
    } catch (ReflectiveOperationException | RuntimeException changed) {
      warn(changed);
    }
  }

  private static void warn(Exception changed) {
    if (WARNED.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "This Open Liberty does not let the time for bodies be set; uploads that pause are cut"
              + " after its readTimeout",
          changed);
    }
  }
}
