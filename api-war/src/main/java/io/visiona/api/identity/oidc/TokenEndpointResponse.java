package io.visiona.api.identity.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint answered (RFC 6749 sections 5.1 and 5.2). A code is worth one use, so
 * whatever in a success is not certain is as if it were not there, and does not cost the rest.
 */
sealed interface TokenEndpointResponse {
  /** What an access token counts as living when the provider does not say, or says nonsense. */
  Duration UNSAID_LIFETIME = Duration.ofMinutes(5);

  /** Longer than any access token lives: what says more says nothing. */
  Duration MOST_LIFETIME = Duration.ofDays(365);

  /** Characters of an error code (RFC 6749 appendix A.7), within bounds. */
  Pattern ERROR = Pattern.compile("[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]{1,100}");

  /**
   * Tokens.
   *
   * @param lifetime of the access token; {@link #UNSAID_LIFETIME} where it is not certain
   * @param refreshToken empty when there is none
   * @param idToken empty when there is none
   */
  record Granted(
      String accessToken,
      Duration lifetime,
      Optional<String> refreshToken,
      Optional<String> idToken)
      implements TokenEndpointResponse {
    @Override
    public String toString() {
      return "Granted[***]";
    }
  }

  /**
   * The provider says no.
   *
   * @param error the OAuth error code, or words of ours where there is none
   */
  record Refused(String error) implements TokenEndpointResponse {}

  /** A success that has no access token that could be read. */
  record Unreadable() implements TokenEndpointResponse {}

  /** Reads an answer whose status is below 500. */
  static TokenEndpointResponse of(ProviderHttp.Response answer) {
    Optional<Map<String, Object>> fields = parse(answer.body());
    if (!answer.isSuccess()) {
      return new Refused(
          fields
              .flatMap(all -> text(all, "error"))
              .filter(error -> ERROR.matcher(error).matches())
              .orElse("without an error code"));
    }
    Optional<String> access = fields.flatMap(all -> text(all, "access_token"));
    return access.isEmpty()
        ? new Unreadable()
        : new Granted(
            access.get(),
            lifetime(fields.get().get("expires_in")),
            text(fields.get(), "refresh_token"),
            text(fields.get(), "id_token"));
  }

  private static Optional<Map<String, Object>> parse(String json) {
    try {
      return Optional.ofNullable(JSONObjectUtils.parse(json));
    } catch (ParseException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Duration lifetime(@Nullable Object seconds) {
    double said =
        switch (seconds) {
          case Number number -> number.doubleValue();
          case String text when text.matches("\\d{1,10}") -> Long.parseLong(text);
          case null, default -> 0;
        };
    boolean certain = said >= 1 && said <= MOST_LIFETIME.toSeconds();
    return certain ? Duration.ofSeconds((long) said) : UNSAID_LIFETIME;
  }
}
