package io.visiona.api.identity.signin;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.visiona.api.identity.oidc.CallbackResponse;
import io.visiona.api.identity.oidc.IdTokens;
import io.visiona.api.identity.oidc.IdentityProvider;
import io.visiona.api.identity.oidc.LogoutTokens;
import io.visiona.api.identity.oidc.OidcConfig;
import io.visiona.api.identity.oidc.ProviderHttp;
import io.visiona.api.identity.oidc.ProviderKeys;
import io.visiona.api.identity.oidc.ProviderMetadata;
import io.visiona.api.identity.oidc.TokenEndpoint;
import io.visiona.api.identity.sessions.KeyRing;
import io.visiona.api.identity.sessions.MemoryPendingLogins;
import io.visiona.api.identity.sessions.MemoryRecentLogouts;
import io.visiona.api.identity.sessions.MemoryUsedTokens;
import io.visiona.api.identity.sessions.MemoryUserSessionStore;
import io.visiona.api.identity.sessions.RecentLogouts;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.SessionCookie.Presented;
import io.visiona.api.identity.sessions.TestClock;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.shared.config.Secret;
import io.visiona.shared.tls.TlsConfig;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sign-in as the application wires it, against a scripted provider, with clocks that tests move.
 */
final class SignInWorld implements AutoCloseable {
  static final Presented NOTHING = new Presented.Absent();
  static final UserSessionConfig SESSIONS =
      new UserSessionConfig(
          new Secret("test:" + "QUFB".repeat(11)),
          Duration.ofMinutes(30),
          Duration.ofHours(12),
          UserSessionConfig.Store.MEMORY,
          100,
          20,
          1000);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  final TestClock clock = new TestClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  final AtomicLong nanos = new AtomicLong();
  final ScriptedProvider provider = new ScriptedProvider(clock);
  final MemoryUserSessionStore sessions = new MemoryUserSessionStore(SESSIONS, clock);
  final SessionCookie cookie =
      new SessionCookie(KeyRing.parse(SESSIONS.signingKeys()), false, new SecureRandom());
  final List<SignInResult> results = new CopyOnWriteArrayList<>();
  final List<io.visiona.api.http.Caller> signedIn = new CopyOnWriteArrayList<>();
  final RecentLogouts recent;

  /** What happens between the provider's answer and the new session. */
  Runnable meanwhile = () -> {};

  final SignIn signIn;
  final BackchannelLogout logout;
  final SessionRefresher refresher;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService refreshes = Executors.newVirtualThreadPerTaskExecutor();
  private final ProviderHttp http;
  private final IdentityProvider identities;

  SignInWorld() {
    this("");
  }

  SignInWorld(String clientSecret) {
    PublicSite site = new PublicSite(URI.create("http://127.0.0.1:3721"), java.util.Set.of());
    OidcConfig oidc =
        new OidcConfig(
            provider.issuer(),
            ScriptedProvider.CLIENT,
            new Secret(clientSecret),
            "openid profile email",
            TIMEOUT,
            Duration.ofSeconds(30),
            false);
    http =
        new ProviderHttp(threads, oidc.timeout(), new TlsConfig(Optional.empty(), new Secret("")));
    ProviderMetadata metadata = new ProviderMetadata(oidc, http, nanos::get);
    ProviderKeys keys = new ProviderKeys(oidc, metadata, http, nanos::get);
    IdTokens idTokens = new IdTokens(oidc, keys, clock);
    recent = new MemoryRecentLogouts(nanos::get);
    logout =
        new BackchannelLogout(
            new LogoutTokens(oidc, metadata, keys, clock),
            new MemoryUsedTokens(nanos::get),
            sessions,
            recent,
            clock);
    identities =
        new IdentityProvider(oidc, site, new TokenEndpoint(oidc, http), metadata, idTokens, clock);
    refresher = refresherOf(sessions);
    signIn =
        new SignIn(
            identities,
            cookie,
            new MemoryPendingLogins(clock, SESSIONS.maxPending()),
            sessions,
            recent,
            SESSIONS,
            clock,
            results::add,
            caller -> {
              signedIn.add(caller);
              meanwhile.run();
            });
  }

  /** Another server's, on the same store. */
  SessionRefresher anotherRefresher() {
    return refresherOf(sessions);
  }

  SessionRefresher refresherOf(UserSessionStore store) {
    return new SessionRefresher(identities, store, TIMEOUT, clock, refreshes, nanos::get);
  }

  /** Waits for every refresh under way; there can be no other afterwards. */
  void awaitRefreshes() {
    refreshes.close();
  }

  /** A tab that was sent to the provider. */
  record Tab(Presented browser, Map<String, String> request) {
    String state() {
      return request.getOrDefault("state", "");
    }

    String nonce() {
      return request.getOrDefault("nonce", "");
    }
  }

  Tab open(Presented browser) {
    return open(browser, "/");
  }

  Tab open(Presented browser, String returnTo) {
    SignIn.Started started = signIn.begin(browser, returnTo);
    Map<String, String> request = new LinkedHashMap<>();
    URLUtils.parseParameters(started.location().getRawQuery())
        .forEach((name, values) -> request.put(name, values.getFirst()));
    provider.nonce = request.getOrDefault("nonce", "");
    return new Tab(new Presented.Signed(started.sessionId()), request);
  }

  /** The provider's correct answer comes back through the tab's browser. */
  CallbackOutcome finish(Tab tab) {
    return finish(tab.browser(), tab);
  }

  CallbackOutcome finish(Presented browser, Tab tab) {
    provider.nonce = tab.nonce();
    return finish(
        browser, Map.of("state", tab.state(), "code", "code-1", "iss", provider.issuer()));
  }

  CallbackOutcome finish(Presented browser, Map<String, String> parameters) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    parameters.forEach((name, value) -> query.put(name, List.of(value)));
    return signIn.finish(browser, CallbackResponse.of(query));
  }

  @Override
  public void close() {
    http.close();
    provider.close();
    refreshes.shutdownNow();
    threads.shutdownNow();
  }
}
