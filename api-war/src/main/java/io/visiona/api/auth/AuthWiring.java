package io.visiona.api.auth;

import io.visiona.api.usersession.KeyRing;
import io.visiona.api.usersession.MemoryPendingLogins;
import io.visiona.api.usersession.MemoryUserSessionStore;
import io.visiona.api.usersession.PendingLogins;
import io.visiona.api.usersession.SessionCookie;
import io.visiona.api.usersession.UserSessionConfig;
import io.visiona.api.usersession.UserSessionStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/** Makes the parts of sign-in from the configuration, when the application starts. */
@ApplicationScoped
class AuthWiring {
  private final Clock clock = Clock.systemUTC();

  @Produces
  @Singleton
  SessionCookie cookie(UserSessionConfig config, PublicSite site) {
    return new SessionCookie(
        KeyRing.parse(config.signingKeys()), site.https(), new SecureRandom());
  }

  @Produces
  @Singleton
  UserSessionStore sessions(UserSessionConfig config) {
    return new MemoryUserSessionStore(config, clock);
  }

  @Produces
  @Singleton
  PendingLogins pendingLogins(UserSessionConfig config) {
    return new MemoryPendingLogins(clock, config.maxPending());
  }

  @Produces
  @Singleton
  ProviderHttp http(OidcConfig config, ExecutorService executor) {
    return new ProviderHttp(executor, config.timeout());
  }

  void close(@Disposes ProviderHttp http) {
    http.close();
  }

  @Produces
  @Singleton
  SignIn signIn(
      OidcConfig oidc,
      PublicSite site,
      UserSessionConfig config,
      ProviderHttp http,
      SessionCookie cookie,
      PendingLogins pending,
      UserSessionStore sessions) {
    ProviderMetadata metadata = new ProviderMetadata(oidc, http, System::nanoTime);
    ProviderKeys keys = new ProviderKeys(oidc, metadata, http, System::nanoTime);
    IdentityProvider provider =
        new IdentityProvider(oidc, site, http, metadata, new IdTokens(oidc, keys, clock), clock);
    return new SignIn(provider, cookie, pending, sessions, config, clock);
  }
}
