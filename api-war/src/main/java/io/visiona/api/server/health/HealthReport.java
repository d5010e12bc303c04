package io.visiona.api.server.health;

import io.visiona.shared.coding.CachedJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

/**
 * This application's own checks, for the public port: the container's health endpoints are on the
 * operator's port only. Each kind is asked at most once a second and by one caller at a time, so
 * that strangers cannot make work for the database. Thread-safe.
 */
@ApplicationScoped
public class HealthReport {
  private static final Logger LOG = System.getLogger(HealthReport.class.getName());
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable Instance<HealthCheck> checks;
  private final Map<HealthKind, Latest> latest = new EnumMap<>(HealthKind.class);

  /** For the container's proxy only. */
  protected HealthReport() {
    this.checks = null;
  }

  @Inject
  public HealthReport(@Any Instance<HealthCheck> checks) {
    this.checks = checks;
    for (HealthKind kind : HealthKind.values()) {
      latest.put(kind, new Latest());
    }
  }

  /**
   * What was found out, in the form of MicroProfile Health.
   *
   * @param up whether every check of the kind is up
   * @param json {@code {"status":"UP","checks":[{"name":"database","status":"UP"}]}}, without the
   *     checks' data
   */
  record Finding(boolean up, String json) {}

  private static final class Latest {
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Finding finding;
    private volatile long nanos;

    private @Nullable Finding fresh() {
      return System.nanoTime() - nanos < FRESH_NANOS ? finding : null;
    }
  }

  /** The state now, or up to a second ago; while somebody else is finding out, the state before. */
  Finding of(HealthKind kind) {
    Latest known = latest.get(kind);
    if (known == null) {
      throw new IllegalStateException("called on a proxy's own instance");
    }
    Finding fresh = known.fresh();
    if (fresh != null) {
      return fresh;
    }
    Finding before = known.finding;
    if (before != null && !known.asking.tryLock()) {
      return before;
    }
    if (before == null) {
      known.asking.lock();
    }
    try {
      Finding meanwhile = known.fresh();
      return meanwhile == null ? ask(kind, known) : meanwhile;
    } finally {
      known.asking.unlock();
    }
  }

  private Finding ask(HealthKind kind, Latest known) {
    if (checks == null) {
      throw new IllegalStateException("called on a proxy's own instance");
    }
    boolean up = true;
    JsonArrayBuilder found = CachedJson.createArrayBuilder();
    for (Instance.Handle<HealthCheck> handle : checks.select(kind.qualifier()).handles()) {
      HealthCheckResponse response = called(handle.get());
      // Closing the handle of one that all share would destroy it, and with it what it remembers.
      if (handle.getBean().getScope() == Dependent.class) {
        handle.close();
      }
      up &= response.getStatus() == HealthCheckResponse.Status.UP;
      found.add(
          CachedJson.createObjectBuilder()
              .add("name", response.getName())
              .add("status", response.getStatus().name()));
    }
    String status = (up ? HealthCheckResponse.Status.UP : HealthCheckResponse.Status.DOWN).name();
    Finding finding =
        new Finding(
            up,
            CachedJson.createObjectBuilder()
                .add("status", status)
                .add("checks", found)
                .build()
                .toString());
    known.finding = finding;
    known.nanos = System.nanoTime();
    return finding;
  }

  /** A check that fails to say anything says that something is wrong. */
  private static HealthCheckResponse called(HealthCheck check) {
    try {
      return check.call();
    } catch (RuntimeException broken) {
      LOG.log(Level.ERROR, "A health check failed", broken);
      return HealthCheckResponse.down(check.getClass().getSimpleName());
    }
  }
}
