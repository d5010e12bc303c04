package io.visiona.api.http;

import jakarta.ws.rs.container.AsyncResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Answers a request from a virtual thread, so that no thread of the server is held while something
 * remote is awaited. What the work needs of the request is taken before: the thread has no request
 * of its own. Thread-safe.
 */
public final class Later {
  private final Executor executor;

  public Later(Executor executor) {
    this.executor = executor;
  }

  /** Runs the work and answers with what it gives back, or with what it throws. */
  public void answer(AsyncResponse response, Callable<?> work) {
    try {
      executor.execute(() -> run(response, work));
    } catch (RejectedExecutionException stopping) {
      response.resume(stopping);
    }
  }

  private static void run(AsyncResponse response, Callable<?> work) {
    Object answer;
    try {
      answer = work.call();
    } catch (Exception | LinkageError failed) {
      response.resume(failed);
      return;
    }
    response.resume(answer);
  }
}
