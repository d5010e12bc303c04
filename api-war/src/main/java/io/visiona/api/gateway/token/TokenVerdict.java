package io.visiona.api.gateway.token;

import java.time.Instant;
import java.util.Locale;

/** What a token is worth. */
public sealed interface TokenVerdict {

  /**
   * It counts.
   *
   * @param username whom it names
   * @param expires when it no longer does, clock skew not included
   * @param claims what else it says
   */
  record Valid(String username, Instant expires, Claims claims) implements TokenVerdict {
    @Override
    public String toString() {
      return "Valid[***]";
    }
  }

  /** It does not, for that reason. */
  record Refused(Reason reason) implements TokenVerdict {}

  /** Why a token does not count. */
  enum Reason {
    TOO_LONG,
    MALFORMED,
    ALGORITHM,
    KEY,
    SIGNATURE,
    EXPIRED,
    NOT_YET_VALID,
    ISSUER,
    AUDIENCE,
    CLAIMS;

    /** As metrics name it. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
