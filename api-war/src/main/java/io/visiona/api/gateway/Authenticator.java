package io.visiona.api.gateway;

import io.visiona.api.gateway.token.TokenVerdict;
import io.visiona.api.gateway.token.TokenVerdict.Reason;
import io.visiona.api.gateway.token.Tokens;
import io.visiona.api.identity.signin.SessionGate;
import io.visiona.api.identity.signin.SessionGate.Found;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Step 3: a bearer token, or the session of a signed-in browser under the rules of the API. Where
 * there is a token it alone counts. Tokens are taken from {@code Authorization} only, never from a
 * URL or body (RFC 6750 section 2).
 */
final class Authenticator {
  private static final String SCHEME = "Bearer";

  private final Optional<Tokens> tokens;
  private final SessionGate sessions;

  Authenticator(Optional<Tokens> tokens, SessionGate sessions) {
    this.tokens = tokens;
    this.sessions = sessions;
  }

  /**
   * Throws {@link io.visiona.shared.error.ApiException} when keys or sessions cannot be asked now.
   */
  Authentication of(HttpServletRequest request, Optional<String> otherwise) {
    List<String> credentials = Collections.list(request.getHeaders("Authorization"));
    if (credentials.size() > 1) {
      return refused(GatewayError.INVALID_TOKEN, "several");
    }
    if (credentials.isEmpty() && otherwise.isPresent()) {
      return byToken(otherwise.get());
    }
    if (!credentials.isEmpty() && isBearer(credentials.getFirst())) {
      return byToken(afterScheme(credentials.getFirst()));
    }
    return switch (sessions.judge(request)) {
      case Found.Person(var session) -> new Authentication.Person(session);
      case Found.CrossSite() ->
          new Authentication.Failed(new GatewayRefusal(GatewayError.CSRF_REJECTED, "csrf", false));
      case Found.Forged() -> refused(GatewayError.AUTHENTICATION_FAILED, "session");
      case Found.Nobody() ->
          refused(GatewayError.AUTHENTICATION_FAILED, credentials.isEmpty() ? "missing" : "scheme");
    };
  }

  private static boolean isBearer(String credentials) {
    return credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && (credentials.length() == SCHEME.length()
            || credentials.charAt(SCHEME.length()) == ' '
            || credentials.charAt(SCHEME.length()) == '\t');
  }

  private static String afterScheme(String credentials) {
    int begin = SCHEME.length();
    while (begin < credentials.length() && credentials.charAt(begin) == ' ') {
      begin++;
    }
    return credentials.substring(begin).strip();
  }

  private Authentication byToken(String token) {
    if (tokens.isEmpty()) {
      return refused(GatewayError.INVALID_TOKEN, "not_configured");
    }
    return switch (tokens.get().judge(token)) {
      case TokenVerdict.Valid valid -> new Authentication.Named(valid.username(), valid.claims());
      case TokenVerdict.Refused refusal -> refused(error(refusal.reason()), refusal.reason().tag());
    };
  }

  private static GatewayError error(Reason reason) {
    return switch (reason) {
      case EXPIRED -> GatewayError.TOKEN_EXPIRED;
      case TOO_LONG -> GatewayError.FIELDS_TOO_LARGE;
      case MALFORMED, ALGORITHM, KEY, SIGNATURE, NOT_YET_VALID, ISSUER, AUDIENCE, CLAIMS ->
          GatewayError.INVALID_TOKEN;
    };
  }

  private static Authentication refused(GatewayError error, String reason) {
    return new Authentication.Failed(GatewayRefusal.unauthenticated(error, reason));
  }
}
