package io.visiona.api.pages;

import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.SignedText;
import io.visiona.api.identity.sessions.UsedTokens;
import io.visiona.api.platform.streams.PageLabel;
import io.visiona.shared.config.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a browser gets in to a page with: a code that works once, and the cookie that it is changed
 * for. Both say for which session, agent and host they were made, and are worth nothing elsewhere;
 * whether session and permission still stand is asked at each request. Thread-safe.
 */
final class PagePasses {
  /** Admits to one host. Its name makes it that host's own (RFC 6265bis section 4.1.3.2). */
  static final String COOKIE = "__Host-visiona_page";

  /** Tells one browser from others; worth nothing else. */
  static final String BROWSER_COOKIE = "__Host-visiona_browser";

  /** How long a code works. */
  static final Duration CODE_LIFETIME = Duration.ofSeconds(30);

  /**
   * Sent by the browser with requests that a person's click on another site leads to, but no others
   * of it.
   */
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax";

  private static final int RANDOM_BYTES = 24;
  private static final int LONGEST = 512;
  private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9_-]{32}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String SEPARATOR = "_";

  private final SignedText cookies;
  private final SignedText codes;
  private final UsedTokens used;
  private final SecureRandom random;
  private final Clock clock;

  PagePasses(Secret keys, UsedTokens used, SecureRandom random, Clock clock) {
    this.cookies = new SignedText(keys, "visiona page cookie", LONGEST);
    this.codes = new SignedText(keys, "visiona page code", LONGEST);
    this.used = used;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Whose a pass is.
   *
   * @param session of which person's browser
   * @param agent whose page
   */
  record Pass(SessionKey session, UUID agent) {

    /** Never prints the session. */
    @Override
    public String toString() {
      return "Pass[agent=" + agent + "]";
    }
  }

  /** The {@code Set-Cookie} that admits to a page, until the browser is closed. */
  String cookie(Pass pass, PageLabel page) {
    return COOKIE + "=" + cookies.sign(text(pass, page)) + ATTRIBUTES;
  }

  /** What a request's cookie admits to on this page; empty without a good one. */
  Optional<Pass> of(HttpServletRequest request, PageLabel page) {
    return only(request, COOKIE).flatMap(cookies::read).flatMap(text -> pass(text, page));
  }

  /**
   * A code for one browser.
   *
   * @param browser what {@link #browser} says of it
   */
  String code(Pass pass, PageLabel page, String browser) {
    byte[] once = new byte[RANDOM_BYTES];
    random.nextBytes(once);
    long until = clock.instant().plus(CODE_LIFETIME).toEpochMilli();
    return codes.sign(
        String.join(
            SEPARATOR,
            HexFormat.of().formatHex(once),
            Long.toString(until),
            browser,
            text(pass, page)));
  }

  /** Takes a code: empty when it is not this page's and this browser's, too old, or was taken. */
  Optional<Pass> redeem(String code, PageLabel page, String browser) {
    Optional<String[]> parts = codes.read(code).map(text -> text.split(SEPARATOR, 4));
    if (parts.isEmpty() || parts.get().length != 4) {
      return Optional.empty();
    }
    String[] part = parts.get();
    boolean good = part[2].equals(browser) && clock.millis() < Long.parseLong(part[1]);
    Optional<Pass> pass = good ? pass(part[3], page) : Optional.empty();
    return pass.filter(_ -> used.firstUse("page-code:" + part[0]));
  }

  /** The hash by which a request's browser is known; empty when it has no cookie for that yet. */
  Optional<String> browser(HttpServletRequest request) {
    return only(request, BROWSER_COOKIE)
        .filter(value -> RANDOM.matcher(value).matches())
        .map(PagePasses::sha256);
  }

  /** What is to be known of a browser from now on. */
  NewBrowser newBrowser() {
    byte[] bits = new byte[RANDOM_BYTES];
    random.nextBytes(bits);
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    return new NewBrowser(BROWSER_COOKIE + "=" + value + ATTRIBUTES, sha256(value));
  }

  /** A cookie as {@code Set-Cookie} has it, and what {@link #browser} will say. */
  record NewBrowser(String cookie, String hash) {

    @Override
    public String toString() {
      return "NewBrowser[***]";
    }
  }

  /** Whether a text may be what {@link #browser} says. */
  static boolean isBrowser(String text) {
    return HASH.matcher(text).matches();
  }

  private static String text(Pass pass, PageLabel page) {
    return String.join(SEPARATOR, pass.session().hash(), pass.agent().toString(), page.text());
  }

  private static Optional<Pass> pass(String text, PageLabel page) {
    String[] parts = text.split(SEPARATOR, -1);
    return parts.length == 3 && parts[2].equals(page.text())
        ? Optional.of(new Pass(new SessionKey(parts[0]), UUID.fromString(parts[1])))
        : Optional.empty();
  }

  /** The value of a cookie that is there once. */
  private static Optional<String> only(HttpServletRequest request, String name) {
    String found = null;
    for (String header : Collections.list(request.getHeaders("Cookie"))) {
      for (String pair : header.split(";", -1)) {
        String cookie = pair.strip();
        if (cookie.startsWith(name + "=")) {
          if (found != null) {
            return Optional.empty();
          }
          found = cookie.substring(name.length() + 1);
        }
      }
    }
    return Optional.ofNullable(found);
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}
