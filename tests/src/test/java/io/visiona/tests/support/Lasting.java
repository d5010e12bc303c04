package io.visiona.tests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Installations that last for the whole run. They end all at once: one after the other would take
 * most of a minute. Thread-safe.
 */
public final class Lasting {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Lasting.class);

  private Lasting() {}

  /** The one of this key, made when it is asked for first. */
  public static <T extends AutoCloseable> T get(
      ExtensionContext context, Object key, Class<T> type, Supplier<T> make) {
    ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
    // A store closes what it holds in reverse, so this is closed last.
    Endings endings = store.computeIfAbsent(Endings.class, first -> new Endings(), Endings.class);
    return type.cast(
        store.computeIfAbsent(key, absent -> new Kept(make.get(), endings), Kept.class).resource());
  }

  private record Kept(AutoCloseable resource, Endings endings) implements AutoCloseable {
    @Override
    public void close() {
      endings.begin(resource);
    }
  }

  /** Waits for all and fails when one did. */
  private static final class Endings implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<CompletableFuture<Void>> begun = new ArrayList<>();

    synchronized void begin(AutoCloseable resource) {
      begun.add(CompletableFuture.runAsync(() -> end(resource), threads));
    }

    private static void end(AutoCloseable resource) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("an installation does not end", e);
      }
    }

    @Override
    public synchronized void close() {
      threads.close();
      begun.forEach(CompletableFuture::join);
    }
  }
}
