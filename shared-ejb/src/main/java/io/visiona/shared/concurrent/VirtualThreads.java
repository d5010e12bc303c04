package io.visiona.shared.concurrent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * The executor of everything that waits: one virtual thread to a task, so that no thread of the
 * server's request pool is held while something is awaited. Jakarta Concurrency 3.0 has none; this
 * is the only place of the applications that makes threads.
 */
@ApplicationScoped
public class VirtualThreads {

  @Produces
  @ApplicationScoped
  ExecutorService executor() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("visiona-", 0).factory());
  }

  /**
   * For the few loops that wait in a selector for as long as the application runs: a virtual thread
   * there would hold its carrier.
   */
  @Produces
  ThreadFactory loops() {
    return Thread.ofPlatform().daemon().name("visiona-loop-", 0).factory();
  }

  void close(@Disposes ExecutorService executor) {
    executor.shutdownNow();
  }
}
