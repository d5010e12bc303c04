package io.visiona.api.models;

import io.visiona.api.agents.RandomSecrets;
import io.visiona.api.http.body.BodyConfig;
import io.visiona.api.models.tickets.FileTickets;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.limit.Limiters;
import io.visiona.shared.membercenter.DownloadTokenIssuer;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.MemberCenterConfig;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.Transactions;
import io.visiona.shared.tls.TlsConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Hands out what this package does. */
@Dependent
public class ModelProducers {

  @Produces
  @Singleton
  ModelLibrary library(Transactions transactions) {
    return new ModelLibrary(transactions, Clock.systemUTC());
  }

  @Produces
  @Singleton
  ModelStore files(ModelsConfig config, TlsConfig tls, MetricRegistry metrics) {
    return config
        .s3()
        .<ModelStore>map(s3 ->
            new S3ModelStore(
                S3Clients.of(s3, tls, new StorageMetrics(metrics)), s3, config.folder()))
        .orElseGet(() -> new FolderModelStore(config.folder()));
  }

  void close(@Disposes ModelStore files) {
    files.close();
  }

  @Produces
  @Singleton
  UploadLimits limits(Limiters limiters, ModelsConfig config, BodyConfig bodies) {
    return new UploadLimits(limiters.of(config.uploads()), bodies.deadline());
  }

  @Produces
  @Singleton
  ModelUploads uploads(
      ModelLibrary library, ModelStore files, ModelsConfig config, UploadLimits limits) {
    return new ModelUploads(library, files, config, limits);
  }

  @Produces
  @Singleton
  ModelDownloads downloads(FileAccessConfig files, DownloadTokenIssuer tokens) {
    return new ModelDownloads(files, tokens);
  }

  @Produces
  @Singleton
  FileTickets tickets(Transactions transactions, SecretHashes hashes) {
    return new FileTickets(transactions, hashes, new RandomSecrets(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  Leftovers leftovers(ModelLibrary library, ModelStore files) {
    return new Leftovers(library, files, Clock.systemUTC());
  }

  /** Behind the observers without a priority, one of which makes the schema. */
  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) @Initialized(ApplicationScoped.class)
          Object started,
      Leftovers leftovers,
      ExecutorService executor) {
    executor.execute(leftovers::tryToRemove);
  }

  @Produces
  @Singleton
  ModelsConfig models(Configuration all) {
    return all.of(ModelsConfig.class);
  }

  @Produces
  @Singleton
  MemberCenterConfig memberCenter(Configuration all) {
    return all.of(MemberCenterConfig.class);
  }

  @Produces
  @Singleton
  FileAccessConfig fileAccess(Configuration all) {
    return all.of(FileAccessConfig.class);
  }
}
