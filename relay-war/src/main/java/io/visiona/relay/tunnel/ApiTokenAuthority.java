package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.AgentIdentity;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/**
 * Asks {@code api-war} over its internal port. Every failure is an exception: the caller closes the
 * door on it.
 */
@Dependent
public class ApiTokenAuthority implements TokenAuthority {
  private static final long CONNECT_MILLIS = 1000;
  private static final long READ_MILLIS = 3000;
  private static final long WHOLE_MILLIS = 4000;

  private final IntrospectionApi api;
  private final ServiceTokens tokens;

  @Inject
  public ApiTokenAuthority(InternalConfig config, ServiceTokens tokens) {
    this.tokens = tokens;
    this.api =
        RestClientBuilder.newBuilder()
            .baseUri(config.apiInternalUrl())
            .connectTimeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS)
            .readTimeout(READ_MILLIS, TimeUnit.MILLISECONDS)
            .followRedirects(false)
            .build(IntrospectionApi.class);
  }

  @Override
  @Timeout(WHOLE_MILLIS)
  @CircuitBreaker(
      requestVolumeThreshold = 10,
      failureRatio = 0.6,
      delay = 1,
      delayUnit = ChronoUnit.SECONDS)
  public Introspection ask(PresentedToken credential) {
    long asked = System.nanoTime();
    JsonObject answer =
        api.introspect(
            "Bearer " + tokens.issue("relay", ServiceTokens.API),
            Json.createObjectBuilder().add("token", credential.token()).build());
    if (!answer.getBoolean("active")) {
      return new Introspection.Inactive();
    }
    AgentIdentity agent =
        new AgentIdentity(
            answer.getString("agent_id"),
            answer.getString("owner", ""),
            answer.getString("agent_name", ""),
            answer.getInt("credential_version", 1));
    return new Introspection.Active(agent, asked);
  }
}
