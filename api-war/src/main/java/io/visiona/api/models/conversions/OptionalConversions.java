package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.HttpCalls;
import io.visiona.api.platform.work.Loop;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * All of it, if a converter is configured; otherwise everything is {@link
 * ErrorCode#NOT_CONFIGURED}. Thread-safe.
 */
public final class OptionalConversions implements AutoCloseable {
  private final Optional<Parts> parts;

  /** What there is with a converter. */
  record Parts(
      Conversions stored,
      Uploads uploads,
      Results results,
      Watchers watchers,
      Poller poller,
      Loop cleaning,
      ConversionMetrics metrics,
      HttpCalls calls,
      BooleanSupplier stopping) {}

  OptionalConversions(Optional<Parts> parts) {
    this.parts = parts;
  }

  Conversions stored() {
    return required().stored();
  }

  Uploads uploads() {
    return required().uploads();
  }

  Results results() {
    return required().results();
  }

  Watchers watchers() {
    return required().watchers();
  }

  ConversionMetrics metrics() {
    return required().metrics();
  }

  BooleanSupplier stopping() {
    return required().stopping();
  }

  /** Begins to follow jobs, and to forget conversions whose time is over. */
  void start(Executor executor) {
    parts.ifPresent(all -> {
      all.poller().start();
      all.watchers().start(executor);
      all.cleaning().start(executor);
    });
  }

  private Parts required() {
    return parts.orElseThrow(() -> new ApiException(ErrorCode.NOT_CONFIGURED));
  }

  @Override
  public void close() {
    parts.ifPresent(all -> {
      all.poller().close();
      all.watchers().close();
      all.cleaning().close();
      all.calls().close();
    });
  }
}
