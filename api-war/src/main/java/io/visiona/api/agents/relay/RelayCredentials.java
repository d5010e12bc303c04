package io.visiona.api.agents.relay;

import io.visiona.shared.identity.ServiceTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.eclipse.microprofile.rest.client.ext.ClientHeadersFactory;
import org.jspecify.annotations.Nullable;

/**
 * Puts a fresh service JWT on every call to the relay; nothing of the incoming request is passed
 * on.
 */
@ApplicationScoped
public class RelayCredentials implements ClientHeadersFactory {
  private final @Nullable ServiceTokens tokens;

  /** For the container's proxy only. */
  protected RelayCredentials() {
    this.tokens = null;
  }

  @Inject
  public RelayCredentials(ServiceTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public MultivaluedMap<String, String> update(
      MultivaluedMap<String, String> incoming, MultivaluedMap<String, String> outgoing) {
    MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
    if (tokens != null) {
      headers.putSingle(
          HttpHeaders.AUTHORIZATION, "Bearer " + tokens.issue("api", ServiceTokens.RELAY));
    }
    return headers;
  }
}
