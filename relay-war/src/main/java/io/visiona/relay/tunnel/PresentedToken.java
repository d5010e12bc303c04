package io.visiona.relay.tunnel;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An agent's session token, as presented. It never prints itself. */
public record PresentedToken(String token) {
  private static final Pattern BEARER = Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr] +(\\S+) *");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1,512}");

  /**
   * The bearer token of {@code Authorization}, or the first {@code token} of the query. Empty when
   * there is none, or what is there cannot be a token, which nobody need be asked about.
   */
  public static Optional<PresentedToken> of(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    Optional<String> token = header == null ? inQuery(request.getQueryString()) : inHeader(header);
    return token.filter(text -> TOKEN.matcher(text).matches()).map(PresentedToken::new);
  }

  private static Optional<String> inHeader(String header) {
    var matcher = BEARER.matcher(header);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<String> inQuery(@Nullable String query) {
    if (query == null) {
      return Optional.empty();
    }
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith("token=")) {
        return decoded(pair.substring("token=".length()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** SHA-256 of the token in hexadecimal: by which it is known to caches. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
