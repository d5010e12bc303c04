package io.visiona.api.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.visiona.api.identity.oidc.IdentityProvider;
import io.visiona.api.identity.oidc.Refreshed;
import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.platform.streams.StreamEnd;
import io.visiona.shared.error.ApiException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the provider whether a person's grant still stands, once the access token of a session in
 * use has expired: the tokens are renewed, or the session ends. The request that comes upon it is
 * served meanwhile, so no request waits for the provider. One at a time for each session, on all
 * servers together, and at most once in {@link #PAUSE}. Thread-safe.
 */
final class SessionRefresher {
  /** Between two attempts for one session; an unreachable provider is left alone for so long. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = System.getLogger(SessionRefresher.class.getName());
  private static final int MOST_REMEMBERED = 100_000;
  private static final int MOST_STORE_ATTEMPTS = 6;
  private static final Duration FIRST_STORE_PAUSE = Duration.ofMillis(200);

  private final IdentityProvider provider;
  private final UserSessionStore sessions;
  private final Duration lease;
  private final Clock clock;
  private final Executor executor;
  private final Cache<SessionKey, Boolean> tried;

  /**
   * Idle until sessions are shown to it.
   *
   * @param exchangeLimit the longest one exchange with the provider takes
   * @param nanoTime a monotonic clock
   */
  SessionRefresher(
      IdentityProvider provider,
      UserSessionStore sessions,
      Duration exchangeLimit,
      Clock clock,
      Executor executor,
      LongSupplier nanoTime) {
    this.provider = provider;
    this.sessions = sessions;
    // Discovery may have to be fetched first. The lease must outlast it all, or a second server
    // would use the same refresh token.
    this.lease = PAUSE.plus(exchangeLimit.multipliedBy(2));
    this.clock = clock;
    this.executor = executor;
    this.tried =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(PAUSE)
            .ticker(nanoTime::getAsLong)
            .build();
  }

  /** Looks at the session of a request; returns at once. */
  void consider(UserSession session) {
    if (!isDue(session) || tried.asMap().putIfAbsent(session.key(), Boolean.TRUE) != null) {
      return;
    }
    try {
      executor.execute(() -> refresh(session.key()));
    } catch (RejectedExecutionException stopping) {
      LOG.log(Level.DEBUG, "Not refreshed, because this server stops; the next one will", stopping);
    }
  }

  private boolean isDue(UserSession session) {
    ProviderTokens tokens = session.tokens();
    return tokens.refreshToken() != null
        && clock.millis() >= tokens.accessTokenExpiresAt().toEpochMilli();
  }

  private void refresh(SessionKey key) {
    try {
      if (sessions.claimRefresh(key, lease)) {
        // Only now: another server may have renewed them since the request began.
        sessions.find(key).filter(this::isDue).ifPresent(this::refresh);
      }
    } catch (ApiException unavailable) {
      LOG.log(
          Level.WARNING,
          "A session could not be refreshed now, and stays: {0}",
          unavailable.code().code());
    } catch (InterruptedRefreshException stopping) {
      LOG.log(Level.WARNING, "The server stopped while it kept a session's new tokens");
    } catch (RuntimeException unexpected) {
      // Nobody waits for this task, so nobody else would tell.
      LOG.log(Level.ERROR, "Refreshing a session failed", unexpected);
    }
  }

  private void refresh(UserSession session) {
    @Nullable String refreshToken = session.tokens().refreshToken();
    if (refreshToken == null) {
      return;
    }
    switch (provider.refresh(refreshToken)) {
      case Refreshed.Renewed(ProviderTokens tokens) -> keep(session.key(), tokens);
      case Refreshed.Revoked() -> {
        sessions.end(session.key(), StreamEnd.PROVIDER);
        LOG.log(Level.INFO, "A session ended, because the provider no longer grants it");
      }
      case Refreshed.Failed(String error) ->
          LOG.log(
              Level.WARNING, "The provider refuses to refresh a session, which stays: {0}", error);
    }
  }

  /**
   * The old refresh token may be worth nothing any more, so the new one must not be lost to a
   * moment's failure of the store.
   */
  private void keep(SessionKey key, ProviderTokens tokens) {
    Duration pause = FIRST_STORE_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        sessions.renew(
            key, tokens); // false when the session ended meanwhile, which then needs none
        return;
      } catch (ApiException unavailable) {
        if (attempt == MOST_STORE_ATTEMPTS) {
          throw unavailable;
        }
      }
      await(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private static void await(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedRefreshException(stopping);
    }
  }

  private static final class InterruptedRefreshException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedRefreshException(InterruptedException cause) {
      super(cause);
    }
  }
}
