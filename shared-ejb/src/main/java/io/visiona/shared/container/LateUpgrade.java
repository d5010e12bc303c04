package io.visiona.shared.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades a request that went async, so that no thread of the container waits for whoever decides
 * about the upgrade. On Open Liberty it works at one moment only, when the request completes: what
 * {@code upgrade} leaves with its thread is looked for by the thread that completes the request.
 * And a request that completes gives its connection back first, whose next request is then waited
 * for beside the upgraded stream; {@link ConnectionCloser#keepOpen} prevents that (ADR 0041).
 *
 * <p>Use: {@link #of} when the request goes async, {@link #prepare} once it is to be upgraded and
 * the head of the 101 is set, then {@code AsyncContext.complete()}. Thread-safe.
 */
public final class LateUpgrade {
  private volatile @Nullable Runnable prepared;

  private LateUpgrade() {}

  /** For a request that has just gone async. */
  public static LateUpgrade of(AsyncContext async) {
    LateUpgrade upgrade = new LateUpgrade();
    async.addListener(upgrade.new AtTheEnd());
    return upgrade;
  }

  /**
   * The request is upgraded when it completes.
   *
   * @param closer of the request's connection
   * @param type made by the container
   * @param connect gets the handler before its {@code init}, on a thread of the container
   * @param failed is told, on the same thread, that there will be no {@code init}
   */
  public <T extends HttpUpgradeHandler> void prepare(
      HttpServletRequest request,
      ConnectionCloser closer,
      Class<T> type,
      Consumer<T> connect,
      Consumer<Exception> failed) {
    prepared =
        () -> {
          try {
            connect.accept(request.upgrade(type));
            closer.withoutContentLength();
            closer.keepOpen();
          } catch (IOException | ServletException | RuntimeException impossible) {
            failed.accept(impossible);
          }
        };
  }

  private final class AtTheEnd implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      Runnable upgrade = prepared;
      prepared = null;
      if (upgrade != null) {
        upgrade.run();
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // Its end follows.
    }

    @Override
    public void onError(AsyncEvent event) {
      // Its end follows.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
