package io.visiona.api.identity.sessions;

import io.visiona.api.http.Caller;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sessions, pending logins and waiting programs as JSON with a version; what has another version,
 * or is no such thing, is empty. Thread-safe.
 */
final class SessionJson {
  /** Raise it when a field changes its meaning; a server reads only its own version. */
  private static final int VERSION = 1;

  // Looking the provider up takes longer than parsing does.
  private final JsonProvider json = JsonProvider.provider();

  String write(UserSession session) {
    JsonArrayBuilder states = json.createArrayBuilder();
    session.usedStates().forEach(states::add);
    JsonObjectBuilder text =
        versioned()
            .add("id", session.publicId().toString())
            .add("sub", session.caller().subject())
            .add("username", session.caller().username())
            .add("name", session.caller().name())
            .add("email", session.caller().email())
            .add("access_token", session.tokens().accessToken())
            .add("access_token_expires", session.tokens().accessTokenExpiresAt().toString())
            .add("states", states)
            .add("created", session.createdAt().toString())
            .add("expires", session.expiresAt().toString());
    add(text, "refresh_token", session.tokens().refreshToken());
    add(text, "sid", session.providerSession());
    add(text, "program", session.program());
    return text.build().toString();
  }

  Optional<UserSession> readSession(SessionKey key, String text) {
    return read(text)
        .flatMap(value ->
            converted(() ->
                new UserSession(
                    key,
                    UUID.fromString(value.getString("id")),
                    new Caller(
                        value.getString("sub"),
                        value.getString("username"),
                        value.getString("name"),
                        value.getString("email")),
                    value.getString("sid", null),
                    new ProviderTokens(
                        value.getString("access_token"),
                        Instant.parse(value.getString("access_token_expires")),
                        value.getString("refresh_token", null)),
                    states(value),
                    Instant.parse(value.getString("created")),
                    Instant.parse(value.getString("expires")),
                    value.getString("program", null))));
  }

  String write(PendingLogin login) {
    return versioned()
        .add("state", login.state())
        .add("nonce", login.nonce())
        .add("code_verifier", login.codeVerifier())
        .add("return_to", login.returnTo())
        .add("created", login.createdAt().toString())
        .build()
        .toString();
  }

  Optional<PendingLogin> readLogin(String text) {
    return read(text)
        .flatMap(value ->
            converted(() ->
                new PendingLogin(
                    value.getString("state"),
                    value.getString("nonce"),
                    value.getString("code_verifier"),
                    value.getString("return_to"),
                    Instant.parse(value.getString("created")))));
  }

  String write(DeviceLogin login) {
    JsonObjectBuilder text =
        versioned()
            .add("device", login.deviceHash())
            .add("code", login.userCode())
            .add("name", login.name())
            .add("address", login.address())
            .add("created", login.createdAt().toString())
            .add("state", login.state().name());
    add(text, "redirect", login.redirect());
    add(text, "approver", login.approver());
    add(text, "code_hash", login.codeHash());
    return text.build().toString();
  }

  Optional<DeviceLogin> readDevice(String text) {
    return read(text)
        .flatMap(value ->
            converted(() ->
                new DeviceLogin(
                    value.getString("device"),
                    value.getString("code"),
                    value.getString("name"),
                    value.getString("address"),
                    value.getString("redirect", null),
                    Instant.parse(value.getString("created")),
                    DeviceLogin.State.valueOf(value.getString("state")),
                    value.getString("approver", null),
                    value.getString("code_hash", null))));
  }

  private JsonObjectBuilder versioned() {
    return json.createObjectBuilder().add("v", VERSION);
  }

  private Optional<JsonObject> read(String text) {
    try (JsonReader reader = json.createReader(new StringReader(text))) {
      return Optional.of(reader.readObject()).filter(value -> value.getInt("v", 0) == VERSION);
    } catch (JsonException notJson) {
      return Optional.empty();
    }
  }

  private interface Conversion<T> {
    T convert();
  }

  private static <T> Optional<T> converted(Conversion<T> conversion) {
    try {
      return Optional.of(conversion.convert());
    } catch (NullPointerException
        | ClassCastException
        | IllegalArgumentException
        | DateTimeException notOurs) {
      // A field is missing (NullPointerException, as JsonObject documents), or is of another type
      // or form.
      return Optional.empty();
    }
  }

  private static List<String> states(JsonObject value) {
    return value.getJsonArray("states").getValuesAs(JsonString.class).stream()
        .map(JsonString::getString)
        .toList();
  }

  private static void add(JsonObjectBuilder to, String name, @Nullable String value) {
    if (value != null) {
      to.add(name, value);
    }
  }
}
