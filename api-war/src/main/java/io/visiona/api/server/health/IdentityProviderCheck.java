package io.visiona.api.server.health;

import io.visiona.api.identity.oidc.ProviderMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with the discovery document that the Member Center offered last. Always up: an
 * earlier good document and the sessions that exist go on being used, and another server would be
 * offered the same.
 */
@Readiness
@ApplicationScoped
public class IdentityProviderCheck implements HealthCheck {
  private final @Nullable ProviderMetadata metadata;

  /** For the container's proxy only. */
  protected IdentityProviderCheck() {
    this.metadata = null;
  }

  @Inject
  public IdentityProviderCheck(ProviderMetadata metadata) {
    this.metadata = metadata;
  }

  @Override
  public HealthCheckResponse call() {
    if (metadata == null) {
      throw new IllegalStateException("called on a proxy's own instance");
    }
    HealthCheckResponseBuilder response = HealthCheckResponse.named("identity_provider").up();
    metadata.refused().ifPresent(why -> response.withData("refused_document", why));
    return response.build();
  }
}
