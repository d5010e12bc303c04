package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Decides who may have a download token for what. Thread-safe. */
final class DownloadRequests {
  private static final String SCOPE = "files:download.delegate";
  private static final int LONGEST_SECONDS = 3600;
  private static final int LONGEST_TEXT = 1024;
  private static final Set<String> FIELDS =
      Set.of("tenant_id", "user_id", "object_key", "method", "expires_in_seconds");

  /** What is answered. */
  sealed interface Answer {
    record Issued(String token, Instant expiresAt) implements Answer {
      @Override
      public String toString() {
        return "Issued[***]";
      }
    }

    /** 401: no bearer token, or none of ours that is live. */
    record Unauthorized() implements Answer {}

    /** 403: a client without the scope, or of another tenant. */
    record Forbidden(String why) implements Answer {}

    /** 400. */
    record Malformed(String why) implements Answer {}
  }

  private final Clients clients;
  private final People people;
  private final TokenFactory tokens;
  private final DownloadGrants grants;
  private final Clock clock;

  DownloadRequests(
      Clients clients, People people, TokenFactory tokens, DownloadGrants grants, Clock clock) {
    this.clients = clients;
    this.people = people;
    this.tokens = tokens;
    this.grants = grants;
    this.clock = clock;
  }

  Answer answer(Optional<String> bearer, byte[] body) {
    Optional<TokenFactory.Bearer> live = bearer.flatMap(tokens::bearer);
    Optional<Client> client = live.flatMap(token -> clients.find(new ClientID(token.client())));
    if (live.isEmpty() || client.isEmpty()) {
      return new Answer.Unauthorized();
    }
    if (!Scope.parse(live.get().scope()).contains(SCOPE)) {
      return new Answer.Forbidden("the token lacks the scope " + SCOPE);
    }
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      return judge(client.get(), reader.readObject());
    } catch (JsonException | IllegalStateException notAnObject) {
      return new Answer.Malformed("the body is not a JSON object");
    }
  }

  private Answer judge(Client client, JsonObject body) {
    if (!body.keySet().equals(FIELDS)) {
      return new Answer.Malformed("the fields are " + FIELDS + ", all of them and no other");
    }
    Optional<String> tenant = text(body, "tenant_id");
    Optional<String> user = text(body, "user_id");
    Optional<String> key = text(body, "object_key").filter(DownloadRequests::isKey);
    boolean get =
        body.get("method") instanceof JsonString method && method.getString().equals("GET");
    if (tenant.isEmpty() || user.isEmpty() || key.isEmpty() || !get || !isLifetime(body)) {
      return new Answer.Malformed("a field has no usable value");
    }
    if (!tenant.equals(client.tenant())) {
      return new Answer.Forbidden("the client is not of that tenant");
    }
    if (people.bySubject(user.get()).isEmpty()) {
      return new Answer.Malformed("the user is not known");
    }
    Instant expiry =
        clock
            .instant()
            .plus(Duration.ofSeconds(body.getInt("expires_in_seconds")))
            .truncatedTo(ChronoUnit.SECONDS);
    return new Answer.Issued(
        grants.issue(new DownloadGrant(tenant.get(), user.get(), key.get(), "GET", expiry)),
        expiry);
  }

  private static Optional<String> text(JsonObject body, String field) {
    return body.get(field) instanceof JsonString text
            && !text.getString().isBlank()
            && text.getString().length() <= LONGEST_TEXT
        ? Optional.of(text.getString())
        : Optional.empty();
  }

  private static boolean isLifetime(JsonObject body) {
    return body.get("expires_in_seconds") instanceof JsonNumber number
        && number.isIntegral()
        && number.bigDecimalValue().signum() > 0
        && number.bigDecimalValue().compareTo(java.math.BigDecimal.valueOf(LONGEST_SECONDS)) <= 0;
  }

  private static boolean isKey(String key) {
    return Arrays.stream(key.split("/", -1))
        .noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
  }
}
