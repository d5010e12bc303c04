package io.visiona.api.identity.oidc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the provider's redirect to the callback carries. Everything in it comes through the browser
 * and may be anybody's.
 *
 * @param state bounded, URL-safe text
 * @param code the authorization code, if it went well
 * @param error the OAuth error code, if not
 * @param issuer {@code iss} (RFC 9207)
 */
public record CallbackResponse(
    String state, Optional<String> code, Optional<String> error, Optional<String> issuer) {
  private static final Pattern STATE = Pattern.compile("[A-Za-z0-9_-]{16,128}");
  private static final int LONGEST = 4096;

  /**
   * Reads the query's parameters; empty when one of ours is there twice, too long, or the state
   * cannot be one of ours.
   */
  public static Optional<CallbackResponse> of(Map<String, List<String>> parameters) {
    for (String name : List.of("state", "code", "error", "iss")) {
      List<String> values = parameters.getOrDefault(name, List.of());
      if (values.size() > 1 || values.stream().anyMatch(value -> value.length() > LONGEST)) {
        return Optional.empty();
      }
    }
    return one(parameters, "state")
        .filter(state -> STATE.matcher(state).matches())
        .map(state ->
            new CallbackResponse(
                state, one(parameters, "code"), one(parameters, "error"), one(parameters, "iss")));
  }

  private static Optional<String> one(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of()).stream()
        .findFirst()
        .filter(value -> !value.isBlank());
  }

  @Override
  public String toString() {
    return "CallbackResponse[***]";
  }
}
