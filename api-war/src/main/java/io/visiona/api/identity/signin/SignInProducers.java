package io.visiona.api.identity.signin;

import io.visiona.api.http.ApiPorts;
import io.visiona.api.http.Caller;
import io.visiona.api.identity.oidc.IdTokens;
import io.visiona.api.identity.oidc.IdentityProvider;
import io.visiona.api.identity.oidc.LogoutTokens;
import io.visiona.api.identity.oidc.OidcConfig;
import io.visiona.api.identity.oidc.ProviderHttp;
import io.visiona.api.identity.oidc.ProviderKeys;
import io.visiona.api.identity.oidc.ProviderMetadata;
import io.visiona.api.identity.oidc.TokenEndpoint;
import io.visiona.api.identity.sessions.KeyRing;
import io.visiona.api.identity.sessions.PendingLogins;
import io.visiona.api.identity.sessions.RecentLogouts;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.UsedTokens;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.identity.users.UserDirectory;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.head.HeadFilter;
import io.visiona.shared.membercenter.FileAccessConfig;
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
class SignInProducers {
  private final Clock clock = Clock.systemUTC();

  @Produces
  @Singleton
  SessionCookie cookie(UserSessionConfig config, PublicSite site) {
    return new SessionCookie(KeyRing.parse(config.signingKeys()), site.https(), new SecureRandom());
  }

  @Produces
  @Singleton
  HeadFilter.Refusal headRefusal(
      ApiPorts ports, PublicSite site, PageHosts pages, FileAccessConfig files) {
    return new HeadRefusal(ports, site, pages, files);
  }

  @Produces
  @Singleton
  PageLanguages languages() {
    return new PageLanguages();
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
      OidcConfig config,
      PublicSite site,
      ProviderHttp http,
      ProviderMetadata metadata,
      ProviderKeys keys) {
    return new IdentityProvider(
        config,
        site,
        new TokenEndpoint(config, http),
        metadata,
        new IdTokens(config, keys, clock),
        clock);
  }

  @Produces
  @Singleton
  SessionRefresher refresher(
      IdentityProvider provider,
      UserSessionStore sessions,
      OidcConfig config,
      ExecutorService executor) {
    return new SessionRefresher(
        provider, sessions, config.timeout(), clock, executor, System::nanoTime);
  }

  @Produces
  @Singleton
  SessionGate gate(
      SessionCookie cookie,
      UserSessionStore sessions,
      SessionRefresher refresher,
      PublicSite site) {
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
      RecentLogouts recent,
      UserDirectory directory,
      MetricRegistry registry) {
    Consumer<Caller> provision = caller -> directory.signedIn(caller.subject(), caller.username());
    return new SignIn(
        provider,
        cookie,
        pending,
        sessions,
        recent,
        config,
        clock,
        new SignInMetrics(registry),
        provision);
  }

  @Produces
  @Singleton
  BackchannelLogout logout(
      OidcConfig config,
      ProviderMetadata metadata,
      ProviderKeys keys,
      UsedTokens used,
      UserSessionStore sessions,
      RecentLogouts recent) {
    return new BackchannelLogout(
        new LogoutTokens(config, metadata, keys, clock), used, sessions, recent, clock);
  }

  @Produces
  @Singleton
  OidcConfig oidc(Configuration all) {
    return all.of(OidcConfig.class);
  }

  @Produces
  @Singleton
  PublicSite site(Configuration all) {
    return all.of(PublicSite.class);
  }

  @Produces
  @Singleton
  PageHosts pages(Configuration all) {
    return all.of(PageHosts.class);
  }
}
