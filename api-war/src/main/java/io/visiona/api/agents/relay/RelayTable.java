package io.visiona.api.agents.relay;

import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.directory.TunnelDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Looks every second who the relays are, and gives up links to those that are gone; and renews this
 * API server's own lease.
 */
final class RelayTable implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RelayTable.class.getName());
  private static final long PATIENCE_MILLIS = 2000;

  private final TunnelDirectory directory;
  private final RelayLinks links;
  private final PeriodicTask loop =
      new PeriodicTask("Who the relays are cannot be seen now", Duration.ofSeconds(1), this::look);

  private final PeriodicTask lease =
      new PeriodicTask(
          "The lease of this API server cannot be renewed now", Duration.ofSeconds(5), this::renew);

  RelayTable(TunnelDirectory directory, RelayLinks links) {
    this.directory = directory;
    this.links = links;
  }

  void start(Executor executor) {
    loop.start(executor);
    lease.start(executor);
  }

  private void renew() {
    boolean _ = ask(directory.apis()::renew);
  }

  private void look() {
    if (ask(directory::refresh)) {
      directory.relays().values().forEach(links::to);
      links.keep(directory.relays());
    }
  }

  /**
   * Whether the directory answered. It says so itself when it lasts that it does not; who was there
   * is taken to be there still.
   */
  private static boolean ask(Supplier<CompletionStage<?>> question) {
    try {
      var _ = question.get().toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException away) {
      LOG.log(Level.DEBUG, "The directory cannot be asked", away);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public void close() {
    loop.close();
    lease.close();
    boolean _ = ask(directory.apis()::leave);
  }
}
