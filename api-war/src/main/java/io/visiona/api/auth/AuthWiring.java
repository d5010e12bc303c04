package io.visiona.api.auth;

import io.visiona.api.usersession.KeyRing;
import io.visiona.api.usersession.MemoryPendingLogins;
import io.visiona.api.usersession.MemoryUserSessionStore;
import io.visiona.api.usersession.PendingLogins;
import io.visiona.api.usersession.SessionCookie;
import io.visiona.api.usersession.UserSessionConfig;
import io.visiona.api.usersession.UserSessionStore;
import io.visiona.shared.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the parts of sign-in from the configuration, when the application starts. */
@ApplicationScoped
class AuthWiring {
  private static final Logger LOG = System.getLogger(AuthWiring.class.getName());

  private final Clock clock = Clock.systemUTC();

  /** Everything of sign-in that is configured, read together so that all problems are reported at once. */
  record AuthConfig(OidcConfig oidc, PublicSite site, UserSessionConfig sessions) {}

  @Produces
  @Singleton
  AuthConfig config() {
    Settings settings = new Settings(ConfigProvider.getConfig());
    AuthConfig read =
        new AuthConfig(OidcConfig.from(settings), PublicSite.from(settings), UserSessionConfig.from(settings));
    settings.check();
    return read;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object started, AuthConfig config) {
    if (config.sessions().usesDevelopmentKeys()) {
      LOG.log(Level.WARNING, "Session cookies are signed with the development key; set visiona.session.signing-keys.");
    }
    if (config.oidc().publicClient()) {
      LOG.log(Level.WARNING, "visiona.oidc.client-secret is not set: signing in as a public client, with PKCE only.");
    }
  }

  @Produces
  @Singleton
  PublicSite site(AuthConfig config) {
    return config.site();
  }

  @Produces
  @Singleton
  UserSessionConfig sessionConfig(AuthConfig config) {
    return config.sessions();
  }

  @Produces
  @Singleton
  SessionCookie cookie(AuthConfig config) {
    return new SessionCookie(
        KeyRing.parse(config.sessions().signingKeys()), config.site().https(), new SecureRandom());
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
  ProviderHttp http(AuthConfig config, ExecutorService executor) {
    return new ProviderHttp(executor, config.oidc().timeout());
  }

  void close(@Disposes ProviderHttp http) {
    http.close();
  }

  @Produces
  @Singleton
  SignIn signIn(
      AuthConfig config, ProviderHttp http, SessionCookie cookie, PendingLogins pending, UserSessionStore sessions) {
    ProviderMetadata metadata = new ProviderMetadata(config.oidc(), http, System::nanoTime);
    ProviderKeys keys = new ProviderKeys(config.oidc(), metadata, http, System::nanoTime);
    IdentityProvider provider =
        new IdentityProvider(
            config.oidc(), config.site(), http, metadata, new IdTokens(config.oidc(), keys, clock), clock);
    return new SignIn(provider, cookie, pending, sessions, config.sessions(), clock);
  }
}
