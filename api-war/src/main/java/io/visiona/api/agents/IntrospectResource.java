package io.visiona.api.agents;

import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Problems;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /internal/introspect}: whose are these session tokens? They are in the body, never in
 * a URL: {@code tokens}, at most {@link TokenIntrospector#MOST_TOKENS}, answered in their order by
 * {@code answers}; or {@code token} alone, as relays of the version before ask, answered by itself.
 * The port's filter has looked for whom the caller's token is ({@link
 * io.visiona.shared.identity.ServiceCallers}).
 */
@Path("/introspect")
@Dependent
@RolesAllowed(ServiceTokens.ROLE)
public class IntrospectResource {
  private final TokenIntrospector introspection;

  @Inject
  public IntrospectResource(TokenIntrospector introspection) {
    this.introspection = introspection;
  }

  /** The relay's question. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(Problems.JSON)
  public String introspect(JsonBody body) {
    return body.credentials("tokens", TokenIntrospector.MOST_TOKENS)
        .map(this::answers)
        .orElseGet(() -> answer(introspection.of(body.credential("token"))))
        .toString();
  }

  private JsonObject answers(List<String> tokens) {
    JsonArrayBuilder answers = CachedJson.createArrayBuilder();
    introspection.of(tokens).forEach(known -> answers.add(answer(known)));
    return CachedJson.createObjectBuilder().add("answers", answers).build();
  }

  private static JsonObject answer(Optional<TokenIntrospector.Known> known) {
    return known
        .map(IntrospectResource::active)
        .orElseGet(() -> CachedJson.createObjectBuilder().add("active", false).build());
  }

  private static JsonObject active(TokenIntrospector.Known known) {
    Agent agent = known.agent();
    return CachedJson.createObjectBuilder()
        .add("active", true)
        .add("agent_id", agent.id().toString())
        .add("owner", agent.owner())
        .add("agent_name", agent.name())
        .add("credential_version", known.credentialVersion())
        .build();
  }
}
