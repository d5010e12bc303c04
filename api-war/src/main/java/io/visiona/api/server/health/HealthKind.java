package io.visiona.api.server.health;

import jakarta.enterprise.util.AnnotationLiteral;
import java.util.Optional;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** What can be asked, each under its path (MicroProfile Health 4.0, section 2). */
enum HealthKind {
  LIVE("/health/live", Liveness.Literal.INSTANCE),
  READY("/health/ready", Readiness.Literal.INSTANCE),
  STARTED("/health/started", Startup.Literal.INSTANCE);

  private final String path;
  private final AnnotationLiteral<?> qualifier;

  HealthKind(String path, AnnotationLiteral<?> qualifier) {
    this.path = path;
    this.qualifier = qualifier;
  }

  /** Which checks belong to it. */
  AnnotationLiteral<?> qualifier() {
    return qualifier;
  }

  /** The kind of a servlet path, if it is one. */
  static Optional<HealthKind> at(String path) {
    for (HealthKind kind : values()) {
      if (kind.path.equals(path)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
