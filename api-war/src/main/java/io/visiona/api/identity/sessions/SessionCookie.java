package io.visiona.api.identity.sessions;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The one cookie: {@code kid.id.mac}. With https it is {@code __Host-visiona_session} and Secure,
 * so that neither a sibling domain nor a network attacker can plant one (RFC 6265bis section
 * 4.1.3.2). Thread-safe.
 */
public final class SessionCookie {
  /** The name with https. */
  public static final String SECURE_NAME = "__Host-visiona_session";

  /** The name with plain http, for development. */
  public static final String PLAIN_NAME = "visiona_session";

  private static final int ID_BYTES = 24;
  private static final int LONGEST = 128;

  private final KeyRing keys;
  private final SecureRandom random;
  private final String name;
  private final String attributes;

  public SessionCookie(KeyRing keys, boolean https, SecureRandom random) {
    this.keys = keys;
    this.random = random;
    this.name = https ? SECURE_NAME : PLAIN_NAME;
    this.attributes = "; Path=/; HttpOnly; SameSite=Lax" + (https ? "; Secure" : "");
  }

  /** What a request presents. */
  public sealed interface Presented {
    /** No cookie of ours. */
    record Absent() implements Presented {}

    /** One that was not made here, was changed, or is there twice. */
    record Forged() implements Presented {}

    /**
     * One that was made here; whether its session lives is the store's to say.
     *
     * @param id the id it carries
     */
    record Signed(String id) implements Presented {
      /** What the store knows it by. */
      public SessionKey key() {
        return SessionKey.of(id);
      }

      @Override
      public String toString() {
        return "Signed[***]";
      }
    }
  }

  private static final Presented ABSENT = new Presented.Absent();
  private static final Presented FORGED = new Presented.Forged();

  /** The name in use. */
  public String name() {
    return name;
  }

  /** A new id of 192 random bits. */
  public String newId() {
    byte[] bits = new byte[ID_BYTES];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** Reads the request's cookie. */
  public Presented read(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return ABSENT;
    }
    String value = null;
    for (Cookie cookie : cookies) {
      if (name.equals(cookie.getName())) {
        if (value != null) {
          return FORGED;
        }
        value = cookie.getValue();
      }
    }
    return read(value);
  }

  /** Checks a cookie's value. */
  public Presented read(@Nullable String value) {
    if (value == null) {
      return ABSENT;
    }
    int first = value.indexOf('.');
    int second = value.indexOf('.', first + 1);
    if (value.length() > LONGEST || first < 1 || second < 0) {
      return FORGED;
    }
    String id = value.substring(first + 1, second);
    return keys.verifies(value.substring(0, first), id, value.substring(second + 1))
        ? new Presented.Signed(id)
        : FORGED;
  }

  /** The {@code Set-Cookie} value that gives the browser this id, until the browser is closed. */
  public String issue(String id) {
    return name + "=" + keys.sign(id) + attributes;
  }

  /** The {@code name=value} that a program sends as its {@code Cookie}. */
  public String pair(String id) {
    return name + "=" + keys.sign(id);
  }

  /** The {@code Set-Cookie} value that takes the cookie away. */
  public String clear() {
    return name + "=; Max-Age=0" + attributes;
  }
}
