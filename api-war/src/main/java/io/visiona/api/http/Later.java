package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.ws.rs.container.AsyncResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Answers a request from a virtual thread, so that no thread of the server is held while something
 * remote is awaited. What the work needs of the request is taken before: the thread has no request
 * of its own. What the work throws is made an answer here: RESTEasy takes an exception that is
 * resumed with for one that nobody handled, and logs it with its stack, however often a stranger
 * causes it. Thread-safe.
 */
public final class Later {
  private final Executor executor;
  private final Supplier<String> requestId;

  /**
   * Runs work on an executor.
   *
   * @param requestId asked on the thread of the request
   */
  public Later(Executor executor, Supplier<String> requestId) {
    this.executor = executor;
    this.requestId = requestId;
  }

  /** Runs the work and answers with what it gives back, or with the error of what it throws. */
  public void answer(AsyncResponse response, Callable<?> work) {
    String id = requestId.get();
    try {
      executor.execute(() -> response.resume(outcome(work, id)));
    } catch (RejectedExecutionException stopping) {
      response.resume(ErrorMapper.response(new ApiException(ErrorCode.UNAVAILABLE, stopping), id));
    }
  }

  private static Object outcome(Callable<?> work, String requestId) {
    try {
      return work.call();
    } catch (Exception | LinkageError failed) {
      return ErrorMapper.response(failed, requestId);
    }
  }
}
