package io.visiona.api.auth;

import io.visiona.api.usersession.KeyRing;
import io.visiona.api.usersession.PendingLogins;
import io.visiona.api.usersession.SessionCookie;
import io.visiona.api.usersession.UsedTokens;
import io.visiona.api.usersession.UserSessionConfig;
import io.visiona.api.usersession.UserSessionStore;
import io.visiona.api.http.Caller;
import io.visiona.api.users.UserDirectory;
import io.visiona.shared.tls.TlsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.eclipse.microprofile.metrics.MetricRegistry;

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
  ProviderHttp http(OidcConfig config, ExecutorService executor, TlsConfig tls) {
    return new ProviderHttp(executor, config.timeout(), tls);
  }

  void close(@Disposes ProviderHttp http) {
    http.close();
  }

  @Produces
  @Singleton
  ProviderMetadata metadata(OidcConfig config, ProviderHttp http) {
    return new ProviderMetadata(config, http, System::nanoTime);
  }

  @Produces
  @Singleton
  ProviderKeys keys(OidcConfig config, ProviderMetadata metadata, ProviderHttp http) {
    return new ProviderKeys(config, metadata, http, System::nanoTime);
  }

  @Produces
  @Singleton
  IdentityProvider provider(
      OidcConfig config, PublicSite site, ProviderHttp http, ProviderMetadata metadata, ProviderKeys keys) {
    return new IdentityProvider(
        config, site, new TokenEndpoint(config, http), metadata, new IdTokens(config, keys, clock), clock);
  }

  @Produces
  @Singleton
  SessionRefresher refresher(
      IdentityProvider provider, UserSessionStore sessions, OidcConfig config, ExecutorService executor) {
    return new SessionRefresher(provider, sessions, config.timeout(), clock, executor, System::nanoTime);
  }

  @Produces
  @Singleton
  SessionGate gate(SessionCookie cookie, UserSessionStore sessions, SessionRefresher refresher, PublicSite site) {
    return new SessionGate(cookie, sessions, refresher, site);
  }

  @Produces
  @Singleton
  SignIn signIn(
      IdentityProvider provider,
      UserSessionConfig config,
      SessionCookie cookie,
      PendingLogins pending,
      UserSessionStore sessions,
      UserDirectory directory,
      MetricRegistry registry) {
    Consumer<Caller> provision = caller -> directory.signedIn(caller.subject(), caller.username());
    return new SignIn(provider, cookie, pending, sessions, config, clock, new SignInMetrics(registry), provision);
  }

  @Produces
  @Singleton
  BackchannelLogout logout(
      OidcConfig config, ProviderMetadata metadata, ProviderKeys keys, UsedTokens used, UserSessionStore sessions) {
    return new BackchannelLogout(new LogoutTokens(config, metadata, keys, clock), used, sessions);
  }
}
