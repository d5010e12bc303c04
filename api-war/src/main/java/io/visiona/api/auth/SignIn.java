package io.visiona.api.auth;

import io.visiona.api.auth.CallbackOutcome.Reason;
import io.visiona.api.auth.CallbackOutcome.Refused;
import io.visiona.api.http.Caller;
import io.visiona.api.usersession.PendingLogin;
import io.visiona.api.usersession.PendingLogins;
import io.visiona.api.usersession.SessionCookie;
import io.visiona.api.usersession.SessionCookie.Presented;
import io.visiona.api.usersession.SessionKey;
import io.visiona.api.usersession.UserSession;
import io.visiona.api.usersession.UserSessionConfig;
import io.visiona.api.usersession.UserSessionStore;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signing in and out. A sign-in belongs to the browser that started it (by the cookie), can be finished once, and gives the
 * browser a new session id whose predecessor is dead (OWASP ASVS 7.2.4). Thread-safe; calls block on the provider.
 */
final class SignIn {
  private static final Logger LOG = System.getLogger(SignIn.class.getName());

  private final IdentityProvider provider;
  private final SessionCookie cookie;
  private final PendingLogins pending;
  private final UserSessionStore sessions;
  private final UserSessionConfig config;
  private final Clock clock;
  private final SignInResult.Tally tally;
  private final Consumer<Caller> provision;

  SignIn(
      IdentityProvider provider,
      SessionCookie cookie,
      PendingLogins pending,
      UserSessionStore sessions,
      UserSessionConfig config,
      Clock clock,
      SignInResult.Tally tally,
      Consumer<Caller> provision) {
    this.provider = provider;
    this.cookie = cookie;
    this.pending = pending;
    this.sessions = sessions;
    this.config = config;
    this.clock = clock;
    this.tally = tally;
    this.provision = provision;
  }

  /**
   * A sign-in under way.
   *
   * @param location the provider's page
   * @param sessionId the id the browser must present at the callback
   */
  record Started(URI location, String sessionId) {
    @Override
    public String toString() {
      return "Started[***]";
    }
  }

  /** Starts a sign-in; throws {@link ApiException} when the provider is away. */
  Started begin(Presented presented, @Nullable String returnTo) {
    try {
      return started(presented, returnTo);
    } catch (ApiException failed) {
      tally.count(SignInResult.of(failed.code()));
      throw failed;
    }
  }

  /** Finishes a sign-in; throws {@link ApiException} when the provider is away. */
  CallbackOutcome finish(Presented presented, Optional<AuthorizationAnswer> answer) {
    try {
      CallbackOutcome outcome = judged(presented, answer);
      tally.count(SignInResult.of(outcome));
      return outcome;
    } catch (ApiException failed) {
      tally.count(SignInResult.of(failed.code()));
      throw failed;
    }
  }

  /** Ends a session here; where to go to sign out at the provider too, if it has such a page. */
  Optional<URI> signOut(UserSession session) {
    sessions.end(session.key());
    return provider.logoutUri();
  }

  private Started started(Presented presented, @Nullable String returnTo) {
    PendingLogin login =
        new PendingLogin(
            cookie.newId(), cookie.newId(), cookie.newId() + cookie.newId(), ReturnTo.sanitise(returnTo), clock.instant());
    URI location = provider.authorizationUri(login);
    String id = idToKeep(presented).orElseGet(cookie::newId);
    pending.add(SessionKey.of(id), login);
    return new Started(location, id);
  }

  private CallbackOutcome judged(Presented presented, Optional<AuthorizationAnswer> answer) {
    if (answer.isEmpty() || !(presented instanceof Presented.Signed signed)) {
      return new Refused(Reason.UNKNOWN_STATE);
    }
    SessionKey key = signed.key();
    Optional<PendingLogin> login = pending.take(key, answer.get().state());
    if (login.isPresent()) {
      return finish(key, login.get(), answer.get());
    }
    boolean finishedHere =
        sessions.find(key).filter(session -> session.usedStates().contains(answer.get().state())).isPresent();
    return finishedHere ? new CallbackOutcome.AlreadySignedIn() : new Refused(Reason.UNKNOWN_STATE);
  }

  private CallbackOutcome finish(SessionKey key, PendingLogin login, AuthorizationAnswer answer) {
    if (!provider.isOurs(answer)) {
      return new Refused(Reason.WRONG_ISSUER, login.returnTo());
    }
    if (answer.error().isPresent()) {
      return declined(answer.error().get(), login);
    }
    if (answer.code().isEmpty()) {
      return new Refused(Reason.NO_CODE, login.returnTo());
    }
    return switch (provider.redeem(login, answer.code().get())) {
      case Redeemed.Identified identified -> signedIn(key, login, identified);
      case Redeemed.Rejected(String why) -> {
        LOG.log(Level.WARNING, "A sign-in was refused: " + why);
        yield new Refused(Reason.REJECTED, login.returnTo());
      }
    };
  }

  private static CallbackOutcome declined(String error, PendingLogin login) {
    return switch (error) {
      case "temporarily_unavailable", "server_error" -> throw new ApiException(ErrorCode.IDP_UNAVAILABLE);
      default -> new Refused(Reason.DECLINED, login.returnTo());
    };
  }

  private CallbackOutcome signedIn(SessionKey old, PendingLogin login, Redeemed.Identified identified) {
    provision.accept(identified.caller());
    Optional<UserSession> before = sessions.end(old);
    String id = cookie.newId();
    SessionKey key = SessionKey.of(id);
    Instant now = clock.instant();
    sessions.add(
        new UserSession(
            key,
            UUID.randomUUID(),
            identified.caller(),
            identified.providerSession(),
            identified.tokens(),
            usedStates(before, login.state()),
            now,
            now.plus(config.absoluteTimeout())));
    pending.move(old, key);
    return new CallbackOutcome.SignedIn(id, login.returnTo());
  }

  private static List<String> usedStates(Optional<UserSession> before, String state) {
    List<String> earlier = before.map(UserSession::usedStates).orElse(List.of());
    return Stream.concat(
            earlier.stream().skip(Math.max(0, earlier.size() - PendingLogins.MOST_PER_SESSION + 1)), Stream.of(state))
        .toList();
  }

  /** The presented id if it means something here; an id that means nothing may be somebody else's choice. */
  private Optional<String> idToKeep(Presented presented) {
    return presented instanceof Presented.Signed signed
            && (pending.contains(signed.key()) || sessions.find(signed.key()).isPresent())
        ? Optional.of(signed.id())
        : Optional.empty();
  }
}
