package io.visiona.api.server.audit;

import io.visiona.api.platform.audit.AuditConfig;
import io.visiona.api.platform.audit.AuditLog;
import io.visiona.api.platform.audit.AuditTrail;
import io.visiona.api.platform.work.RotatingFile;
import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.persistence.Transactions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Makes the audit log, and what writes it and forgets what is old. */
@ApplicationScoped
public class AuditProducers {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration FORGETTING = Duration.ofHours(1);

  private volatile List<PeriodicTask> loops = List.of();

  @Produces
  @Singleton
  AuditTrail trail(Transactions transactions, AuditConfig config) {
    return new AuditTrail(transactions, config.keep(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  AuditLog log(AuditConfig config, AuditTrail trail) {
    return new AuditLog(config.file().map(RotatingFile::new), trail);
  }

  /** After the schema is there. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object started,
      AuditLog log,
      AuditTrail trail,
      ExecutorService executor) {
    loops =
        List.of(
            new PeriodicTask("Events of the audit log cannot be stored now", PAUSE, log::write),
            new PeriodicTask(
                "Old events of the audit log cannot be deleted now", FORGETTING, trail::forgetOld));
    loops.forEach(loop -> loop.start(executor));
  }

  /** After what is in progress has been ended, which is put on record too. */
  void stop(
      @Observes
          @BeforeDestroyed(ApplicationScoped.class)
          @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object stopping,
      AuditLog log) {
    loops.forEach(PeriodicTask::close);
    log.end();
  }

  @Produces
  @Singleton
  AuditConfig audit(Configuration all) {
    return all.of(AuditConfig.class);
  }
}
