package io.visiona.api.pages;

import io.visiona.api.identity.sessions.UsedTokens;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.signin.PageHosts;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.identity.signin.SessionGate;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Hands out what this package does. */
@Dependent
public class PageProducers {

  @Produces
  @Singleton
  PagePasses passes(UserSessionConfig config, UsedTokens used) {
    return new PagePasses(config.signingKeys(), used, new SecureRandom(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  PageEntrance entrance(PageHosts hosts, PublicSite site, PagePasses passes, SessionGate sessions) {
    return new PageEntrance(hosts, site, passes, sessions);
  }
}
