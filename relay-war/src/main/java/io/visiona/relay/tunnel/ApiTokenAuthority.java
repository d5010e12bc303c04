package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.AgentIdentity;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
  public List<Introspection> ask(List<PresentedToken> credentials) {
    List<Introspection> answers = new ArrayList<>();
    while (answers.size() < credentials.size()) {
      answers.addAll(post(credentials.subList(answers.size(), credentials.size())));
    }
    return answers;
  }

  /**
   * As many answers as there are credentials. An API server of the version before reads {@code
   * token}, the first of them, and answers that one alone; the rest is asked about again.
   */
  private List<Introspection> post(List<PresentedToken> credentials) {
    long asked = System.nanoTime();
    JsonArrayBuilder texts = CachedJson.createArrayBuilder();
    credentials.forEach(credential -> texts.add(credential.token()));
    JsonObject answer =
        api.introspect(
            "Bearer " + tokens.issue("relay", ServiceTokens.API),
            CachedJson.createObjectBuilder()
                .add("token", credentials.getFirst().token())
                .add("tokens", texts)
                .build());
    return answer.get("answers") instanceof JsonArray answers
        ? IntStream.range(0, credentials.size())
            .mapToObj(i -> read(i < answers.size() ? answers.get(i) : JsonValue.NULL, asked))
            .toList()
        : List.of(read(answer, asked));
  }

  /** One that cannot be understood is none, whatever the others are. */
  static Introspection read(JsonValue told, long asked) {
    if (!(told instanceof JsonObject answer)) {
      return new Introspection.Unavailable();
    }
    if (JsonValue.FALSE.equals(answer.get("active"))) {
      return new Introspection.Inactive();
    }
    String agent = answer.getString("agent_id", "");
    if (!JsonValue.TRUE.equals(answer.get("active")) || agent.isEmpty()) {
      return new Introspection.Unavailable();
    }
    return new Introspection.Active(
        new AgentIdentity(
            agent,
            answer.getString("owner", ""),
            answer.getString("agent_name", ""),
            answer.getInt("credential_version", 1)),
        asked);
  }
}
