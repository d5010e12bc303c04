package io.visiona.api.agents.relay;

import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.directory.TunnelDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks every second who the relays are, and gives up links to those that are gone. */
final class RelayTable implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RelayTable.class.getName());
  private static final long PATIENCE_MILLIS = 2000;

  private final TunnelDirectory directory;
  private final RelayLinks links;
  private final PeriodicTask loop =
      new PeriodicTask("Who the relays are cannot be seen now", Duration.ofSeconds(1), this::look);

  RelayTable(TunnelDirectory directory, RelayLinks links) {
    this.directory = directory;
    this.links = links;
  }

  void start(Executor executor) {
    loop.start(executor);
  }

  private void look() {
    try {
      var _ = directory.refresh().toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException away) {
      // The directory says so itself when it lasts; who was there is taken to be there still.
      LOG.log(Level.DEBUG, "The relays cannot be looked at", away);
      return;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return;
    }
    directory.relays().values().forEach(links::to);
    links.keep(directory.relays());
  }

  @Override
  public void close() {
    loop.close();
  }
}
