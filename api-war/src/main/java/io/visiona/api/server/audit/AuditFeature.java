package io.visiona.api.server.audit;

import io.visiona.api.platform.audit.AuditLog;
import io.visiona.api.platform.audit.Audited;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * Puts an {@link AuditFilter} in front of each method that is {@link Audited}. No bean: Liberty
 * ignores a provider whose constructor has parameters of other kinds than JAX-RS knows.
 */
@Provider
public class AuditFeature implements DynamicFeature {
  private final HttpServletRequest request;

  /**
   * Made by the container, once.
   *
   * @param request stands for that of the thread at hand
   */
  public AuditFeature(@Context HttpServletRequest request) {
    this.request = request;
  }

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    Audited audited = resource.getResourceMethod().getAnnotation(Audited.class);
    if (audited != null) {
      AuditLog log = CDI.current().select(AuditLog.class).get();
      context.register(new AuditFilter(audited, log, request));
    }
  }
}
