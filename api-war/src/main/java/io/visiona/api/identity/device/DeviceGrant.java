package io.visiona.api.identity.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.api.identity.sessions.DeviceLogin;
import io.visiona.api.identity.sessions.DeviceLogin.State;
import io.visiona.api.identity.sessions.DeviceLogins;
import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Signs programs in. A program starts a login and gets a device code, which only it has, and a user
 * code, which a signed-in person sees in the browser and approves. Then the device code is worth
 * one session: a new one, of the person, that stands in their list. Where the program listens on
 * the browser's machine the browser brings it a one-time code as well, so that a code approved for
 * somebody elsewhere is worth nothing to them. Thread-safe; calls may block on the stores.
 */
final class DeviceGrant {
  /** Between two questions of one program (RFC 8628 section 3.5). */
  static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final int MOST_DRAWS = 5;

  private final DeviceLogins logins;
  private final UserSessionStore sessions;
  private final SessionCookie cookie;
  private final UserSessionConfig config;
  private final UserCodes codes;
  private final Clock clock;
  private final Cache<String, Boolean> asked;

  DeviceGrant(
      DeviceLogins logins,
      UserSessionStore sessions,
      SessionCookie cookie,
      UserSessionConfig config,
      UserCodes codes,
      Clock clock,
      Ticker ticker) {
    this.logins = logins;
    this.sessions = sessions;
    this.cookie = cookie;
    this.config = config;
    this.codes = codes;
    this.clock = clock;
    this.asked =
        Caffeine.newBuilder()
            .maximumSize(DeviceLogins.MOST)
            // A little less, so that a punctual program is never early.
            .expireAfterWrite(INTERVAL.minusMillis(200))
            .ticker(ticker)
            .build();
  }

  /**
   * A login under way.
   *
   * @param deviceCode the program's secret
   */
  record Started(String deviceCode, DeviceLogin login) {
    @Override
    public String toString() {
      return "Started[***]";
    }
  }

  /** Starts one. */
  Started start(String name, String address, @Nullable String redirect) {
    for (int draw = 0; draw < MOST_DRAWS; draw++) {
      String deviceCode = cookie.newId();
      DeviceLogin login =
          DeviceLogin.pending(deviceCode, codes.next(), name, address, redirect, clock.instant());
      if (logins.add(login)) {
        return new Started(deviceCode, login);
      }
    }
    throw new ApiException(ErrorCode.UNAVAILABLE);
  }

  /** What waits for a decision under a code as somebody typed it. */
  Optional<DeviceLogin> waiting(String typed) {
    return UserCodes.read(typed)
        .flatMap(logins::ofUserCode)
        .filter(login -> login.state() == State.PENDING);
  }

  /**
   * Approves for the person of a session; where the browser goes now, if the program listens. Empty
   * when nothing waits under the code, or somebody was faster.
   *
   * @throws ApiException {@code FORBIDDEN} for the session of a program: one sign-in would go on
   *     for ever
   */
  Optional<Decided> approve(UserSession by, String typed) {
    if (by.program() != null) {
      throw new ApiException(ErrorCode.FORBIDDEN);
    }
    DeviceLogin login = waiting(typed).orElse(null);
    if (login == null) {
      return Optional.empty();
    }
    String redirect = login.redirect();
    String code = redirect == null ? null : cookie.newId();
    return logins.replace(login, login.approved(by.key(), code))
        ? Optional.of(new Decided(code == null ? null : redirect + "?code=" + code))
        : Optional.empty();
  }

  /** Says no. */
  Optional<Decided> deny(String typed) {
    DeviceLogin login = waiting(typed).orElse(null);
    if (login == null || !logins.replace(login, login.denied())) {
      return Optional.empty();
    }
    String redirect = login.redirect();
    return Optional.of(new Decided(redirect == null ? null : redirect + "?error=access_denied"));
  }

  /**
   * What came of a decision.
   *
   * @param location where the browser goes, null to stay
   */
  record Decided(@Nullable String location) {
    @Override
    public String toString() {
      return "Decided[***]";
    }
  }

  /** Gives the program its session, once. */
  DevicePollResult redeem(String deviceCode, @Nullable String code) {
    String device = DeviceLogin.hash(deviceCode);
    DeviceLogin login = logins.ofDevice(device).orElse(null);
    if (login == null) {
      return new DevicePollResult.Unknown();
    }
    if (asked.asMap().putIfAbsent(device, Boolean.TRUE) != null) {
      return new DevicePollResult.TooOften();
    }
    return switch (login.state()) {
      case PENDING -> new DevicePollResult.Pending();
      case DENIED ->
          logins.take(login) ? new DevicePollResult.Denied() : new DevicePollResult.Unknown();
      case APPROVED -> {
        if (!login.fits(code)) {
          yield new DevicePollResult.WrongCode();
        }
        yield logins.take(login) ? signedIn(login) : new DevicePollResult.Unknown();
      }
    };
  }

  private DevicePollResult signedIn(DeviceLogin login) {
    String approver = login.approver();
    Optional<UserSession> person =
        approver == null ? Optional.empty() : sessions.peek(new SessionKey(approver));
    if (person.isEmpty()) {
      return new DevicePollResult.Denied();
    }
    String id = cookie.newId();
    Instant now = clock.instant();
    UserSession session =
        new UserSession(
            SessionKey.of(id),
            UUID.randomUUID(),
            person.get().caller(),
            person.get().providerSession(),
            ProviderTokens.none(now),
            List.of(),
            now,
            now.plus(config.absoluteTimeout()),
            login.name());
    sessions.add(session);
    // Who ended all of the person's sessions meanwhile may not have seen this one.
    if (sessions.peek(person.get().key()).isEmpty()) {
      sessions.end(session.key());
      return new DevicePollResult.Denied();
    }
    return new DevicePollResult.SignedIn(id, session);
  }
}
