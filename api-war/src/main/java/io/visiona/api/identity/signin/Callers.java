package io.visiona.api.identity.signin;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.visiona.api.http.Caller;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes callers of claims, whose length and content are the provider's and so bounded here. */
public final class Callers {
  /** OpenID Connect Core 1.0 section 2: a subject has at most 255 ASCII characters. */
  private static final int LONGEST_SUBJECT = 255;

  private static final int LONGEST_TEXT = 200;

  private Callers() {}

  /** Empty when the subject is unusable as the owner of anything. */
  public static Optional<Caller> from(IDTokenClaimsSet claims) {
    String subject = claims.getSubject().getValue();
    if (subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
      return Optional.empty();
    }
    String email = text(claims, "email");
    String username = first(text(claims, "preferred_username"), email, subject);
    return Optional.of(new Caller(subject, username, first(text(claims, "name"), username), email));
  }

  private static String text(IDTokenClaimsSet claims, String name) {
    String value = claims.getClaim(name) instanceof String text ? text.strip() : "";
    String clean =
        value
            .codePoints()
            .filter(c -> !Character.isISOControl(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    if (clean.length() <= LONGEST_TEXT) {
      return clean;
    }
    // Not within a character that takes two.
    int end =
        Character.isHighSurrogate(clean.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
    return clean.substring(0, end);
  }

  private static String first(String... candidates) {
    return Stream.of(candidates).filter(candidate -> !candidate.isEmpty()).findFirst().orElse("");
  }
}
