package io.visiona.api.identity.signin;

import io.visiona.api.http.Caller;
import io.visiona.api.identity.oidc.CallbackResponse;
import io.visiona.api.identity.oidc.CodeResult;
import io.visiona.api.identity.oidc.IdentityProvider;
import io.visiona.api.identity.sessions.PendingLogin;
import io.visiona.api.identity.sessions.PendingLogins;
import io.visiona.api.identity.sessions.RecentLogouts;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.SessionCookie.Presented;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.identity.signin.CallbackOutcome.Reason;
import io.visiona.api.identity.signin.CallbackOutcome.Refused;
import io.visiona.api.platform.streams.StreamEnd;
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
 * Signing in and out. A sign-in belongs to the browser that started it (by the cookie), can be
 * finished once, and gives the browser a new session id whose predecessor is dead (OWASP ASVS
 * 7.2.4). Thread-safe; calls block on the provider.
 */
final class SignIn {
  private static final Logger LOG = System.getLogger(SignIn.class.getName());

  private final IdentityProvider provider;
  private final SessionCookie cookie;
  private final PendingLogins pending;
  private final UserSessionStore sessions;
  private final RecentLogouts recent;
  private final UserSessionConfig config;
  private final Clock clock;
  private final SignInResult.Tally tally;
  private final Consumer<Caller> provision;

  SignIn(
      IdentityProvider provider,
      SessionCookie cookie,
      PendingLogins pending,
      UserSessionStore sessions,
      RecentLogouts recent,
      UserSessionConfig config,
      Clock clock,
      SignInResult.Tally tally,
      Consumer<Caller> provision) {
    this.provider = provider;
    this.cookie = cookie;
    this.pending = pending;
    this.sessions = sessions;
    this.recent = recent;
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
  CallbackOutcome finish(Presented presented, Optional<CallbackResponse> answer) {
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
    sessions.end(session.key(), StreamEnd.SIGNED_OUT);
    return provider.logoutUri();
  }

  private Started started(Presented presented, @Nullable String returnTo) {
    PendingLogin login =
        new PendingLogin(
            cookie.newId(),
            cookie.newId(),
            cookie.newId() + cookie.newId(),
            ReturnTo.sanitise(returnTo),
            clock.instant());
    URI location = provider.authorizationUri(login);
    String id = idToKeep(presented).orElseGet(cookie::newId);
    pending.add(SessionKey.of(id), login);
    return new Started(location, id);
  }

  private CallbackOutcome judged(Presented presented, Optional<CallbackResponse> answer) {
    if (answer.isEmpty() || !(presented instanceof Presented.Signed signed)) {
      return new Refused(Reason.UNKNOWN_STATE);
    }
    SessionKey key = signed.key();
    Optional<PendingLogin> login = pending.take(key, answer.get().state());
    if (login.isPresent()) {
      return finish(key, login.get(), answer.get());
    }
    boolean finishedHere =
        sessions
            .find(key)
            .filter(session -> session.usedStates().contains(answer.get().state()))
            .isPresent();
    return finishedHere ? new CallbackOutcome.AlreadySignedIn() : new Refused(Reason.UNKNOWN_STATE);
  }

  private CallbackOutcome finish(SessionKey key, PendingLogin login, CallbackResponse answer) {
    if (!provider.isOurs(answer)) {
      return new Refused(Reason.WRONG_ISSUER, login.returnTo());
    }
    if (answer.error().isPresent()) {
      return declined(answer.error().get(), login);
    }
    if (answer.code().isEmpty()) {
      return new Refused(Reason.NO_CODE, login.returnTo());
    }
    Instant began = clock.instant();
    return switch (provider.redeem(login, answer.code().get())) {
      case CodeResult.Identified identified -> signedIn(key, login, identified, began);
      case CodeResult.Rejected(String why) -> {
        LOG.log(Level.WARNING, "A sign-in was refused: " + why);
        yield new Refused(Reason.REJECTED, login.returnTo());
      }
    };
  }

  private static CallbackOutcome declined(String error, PendingLogin login) {
    return switch (error) {
      case "temporarily_unavailable", "server_error" ->
          throw new ApiException(ErrorCode.IDP_UNAVAILABLE);
      default -> new Refused(Reason.DECLINED, login.returnTo());
    };
  }

  private CallbackOutcome signedIn(
      SessionKey old, PendingLogin login, CodeResult.Identified identified, Instant began) {
    provision.accept(identified.caller());
    Optional<UserSession> before = sessions.end(old, StreamEnd.SIGNED_OUT);
    String id = cookie.newId();
    SessionKey key = SessionKey.of(id);
    Instant now = clock.instant();
    UserSession session =
        new UserSession(
            key,
            UUID.randomUUID(),
            identified.caller(),
            identified.providerSession(),
            identified.tokens(),
            usedStates(before, login.state()),
            now,
            now.plus(config.absoluteTimeout()),
            null);
    sessions.add(session);
    if (isOver(identified, began)) {
      sessions.end(key);
      LOG.log(Level.WARNING, "A sign-in was refused: the provider has ended it meanwhile");
      return new Refused(Reason.REJECTED, login.returnTo());
    }
    pending.move(old, key);
    return new CallbackOutcome.SignedIn(id, session, login.returnTo());
  }

  /**
   * Whether a logout came between the exchange of the code and now, when there was no session yet
   * to end. Asked after the session is there: a later one finds it.
   */
  private boolean isOver(CodeResult.Identified identified, Instant began) {
    String sid = identified.providerSession();
    return recent.isSince(RecentLogouts.ofSubject(identified.caller().subject()), began)
        || (sid != null && recent.isSince(RecentLogouts.ofSession(sid), began));
  }

  private static List<String> usedStates(Optional<UserSession> before, String state) {
    List<String> earlier = before.map(UserSession::usedStates).orElse(List.of());
    return Stream.concat(
            earlier.stream().skip(Math.max(0, earlier.size() - PendingLogins.MOST_PER_SESSION + 1)),
            Stream.of(state))
        .toList();
  }

  /**
   * The presented id if it means something here; an id that means nothing may be somebody else's
   * choice.
   */
  private Optional<String> idToKeep(Presented presented) {
    return presented instanceof Presented.Signed signed
            && (pending.contains(signed.key()) || sessions.find(signed.key()).isPresent())
        ? Optional.of(signed.id())
        : Optional.empty();
  }
}
