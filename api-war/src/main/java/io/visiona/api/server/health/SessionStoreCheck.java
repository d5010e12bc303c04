package io.visiona.api.server.health;

import io.visiona.api.identity.sessions.UserSessionStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only with a session store that answers: without it nobody is signed in. */
@Readiness
@Dependent
public class SessionStoreCheck implements HealthCheck {
  private final UserSessionStore sessions;

  @Inject
  public SessionStoreCheck(UserSessionStore sessions) {
    this.sessions = sessions;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("session_store").status(sessions.available()).build();
  }
}
