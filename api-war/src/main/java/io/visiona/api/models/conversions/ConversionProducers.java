package io.visiona.api.models.conversions;

import io.visiona.api.models.ModelLibrary;
import io.visiona.api.models.UploadLimits;
import io.visiona.api.models.converter.ConverterConfig;
import io.visiona.api.models.converter.ConverterConfig.Access;
import io.visiona.api.models.converter.HttpCalls;
import io.visiona.api.models.converter.HttpConverter;
import io.visiona.api.platform.drain.ApiDrain;
import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.limit.Limiters;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.MemberCenterTokenClient;
import io.visiona.shared.persistence.Transactions;
import io.visiona.shared.tls.TlsConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Puts conversions together. */
@ApplicationScoped
public class ConversionProducers {
  private static final Duration CLEANING = Duration.ofHours(1);
  private static final int FORGOTTEN_AT_ONCE = 500;

  @Produces
  @Singleton
  OptionalConversions service(
      ConverterConfig config,
      Transactions transactions,
      ModelLibrary library,
      MemberCenterTokenClient tokens,
      FileAccessConfig files,
      TlsConfig tls,
      ApiDrain drain,
      MetricRegistry registry,
      UploadLimits uploads,
      Limiters limiters,
      ExecutorService executor) {
    return new OptionalConversions(
        config
            .access()
            .map(access -> {
              ConversionMetrics metrics = new ConversionMetrics(registry);
              HttpCalls calls = calls(access, config, tls, executor);
              HttpConverter converter = new HttpConverter(calls, access.url(), config.timeout());
              Duration lease = config.timeout().plus(config.leaseMargin());
              Worklist worklist =
                  new Worklist(transactions, DatabaseClock.DATABASE, lease, config.pollInterval());
              Conversions stored = new Conversions(transactions, DatabaseClock.DATABASE);
              return new OptionalConversions.Parts(
                  stored,
                  new Uploads(worklist, converter, config, metrics, executor, lease, uploads),
                  new Results(stored, converter, metrics, library, tokens, files),
                  new Watchers(stored::all, limiters::of),
                  new Poller(worklist, converter, metrics, executor, config.pollInterval()),
                  new PeriodicTask(
                      "Old conversions cannot be forgotten now",
                      CLEANING,
                      retention(transactions, config)::look),
                  metrics,
                  calls,
                  drain::isDraining);
            }));
  }

  private static Retention retention(Transactions transactions, ConverterConfig config) {
    return new Retention(transactions, DatabaseClock.DATABASE, config.keep(), FORGOTTEN_AT_ONCE);
  }

  private static HttpCalls calls(
      Access access, ConverterConfig config, TlsConfig tls, ExecutorService executor) {
    try {
      return new HttpCalls(executor, access.apiKey(), config.timeout(), tls.context());
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /** After the schema is there, which is brought up to date at the usual priority. */
  void start(
      @Observes
          @Initialized(ApplicationScoped.class)
          @Priority(Interceptor.Priority.APPLICATION + 600)
          Object event,
      OptionalConversions service,
      ExecutorService executor) {
    service.start(executor);
  }

  void close(@Disposes OptionalConversions service) {
    service.close();
  }

  @Produces
  @Singleton
  ConverterConfig converter(Configuration all) {
    return all.of(ConverterConfig.class);
  }
}
