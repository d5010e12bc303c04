package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.Caller;
import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.identity.sessions.UserSessionStores;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.redis.RedisLink;
import io.visiona.shared.config.Secret;
import io.visiona.shared.membercenter.ClientRegistration;
import io.visiona.shared.membercenter.FileAccess;
import io.visiona.shared.membercenter.FileAccessConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionFilterTest {
  private static final String OURS = "http://127.0.0.1:3721";
  private static final String PARTNER = "https://partner.test";
  private static final FileAccessConfig NO_FILES = new FileAccessConfig(Optional.empty());

  private final SignInWorld world = new SignInWorld();
  private final PublicSite site = new PublicSite(URI.create(OURS), Set.of(PARTNER));
  private final SessionFilter filter =
      new SessionFilter(world.cookie, world.sessions, world.refresher, site, NO_FILES);
  private final Caller alice = new Caller("subject-1", "alice", "Alice", "");

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/healthz",
    "GET,/api/auth/login",
    "HEAD,/api/auth/login",
    "GET,/api/auth/callback",
    "POST,/api/auth/backchannel-logout",
    "POST,/api/pairing/exchange"
  })
  void publicEndpoint_needsNoSession(String method, String path) throws Exception {
    assertThat(run(new FakeExchange(method, path)).passed).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/auth/me",
    "POST,/api/auth/logout",
    "POST,/api/auth/login",
    "GET,/api/auth/backchannel-logout",
    "GET,/api/auth/sessions",
    "DELETE,/api/auth/sessions",
    "GET,/api/pairing/exchange",
    "GET,/api/agents",
    "GET,/api/nothing/like/this",
    "GET,/ws/agents/1/events",
    "OPTIONS,/api/agents",
    "GET,/api/auth/login/",
    "GET,/api/auth/login;a=b",
    "GET,/api/auth/%6cogin",
    "GET,/api//auth/login",
    "GET,/api/agents/../auth/login",
    "GET,/",
    "GET,/anything.html",
    "PROPFIND,/"
  })
  void everythingElse_is401WithoutASession(String method, String path) throws Exception {
    FakeExchange answered = run(new FakeExchange(method, path));

    assertThat(answered.passed).isFalse();
    assertThat(answered.status).isEqualTo(401);
    assertThat(answered.body.toString(StandardCharsets.UTF_8))
        .contains("\"code\":\"unauthenticated\"");
  }

  @Test
  void spellingOfAnInternalPath_isNotTakenForOne() throws Exception {
    assertThat(run(new FakeExchange("GET", "/internal/..;/api/agents", "/api")).passed).isFalse();
    assertThat(run(new FakeExchange("POST", "/internal/introspect", "/internal")).passed).isTrue();
  }

  @Test
  void session_tellsWhoIsCalling() throws Exception {
    FakeExchange answered = run(signedIn("GET", "/api/agents"));

    assertThat(answered.passed).isTrue();
    assertThat(Caller.of(answered.request())).contains(alice);
    assertThat(UserSession.of(answered.request())).isPresent();
  }

  @Test
  void forgedCookie_is401AndTakenAway() throws Exception {
    FakeExchange answered =
        run(new FakeExchange("GET", "/api/agents").cookie("visiona_session", "test.id.mac"));

    assertThat(answered.status).isEqualTo(401);
    assertThat(answered.headers.get("Set-Cookie")).startsWith("visiona_session=; Max-Age=0");
  }

  @Test
  void twoCookies_areNotTrusted() throws Exception {
    FakeExchange twice = signedIn("GET", "/api/agents");
    twice.cookies.add(twice.cookies.getFirst());

    assertThat(run(twice).status).isEqualTo(401);
  }

  @Test
  void endedSession_is401_butItsCookieMayHaveBeenReplacedMeanwhile() throws Exception {
    FakeExchange late = signedIn("GET", "/api/agents");
    world.clock.advance(Duration.ofMinutes(30));

    assertThat(run(late).status).isEqualTo(401);
    assertThat(late.headers).doesNotContainKey("Set-Cookie");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "ANYTHING"})
  void change_needsTheCsrfHeader(String method) throws Exception {
    assertThat(run(signedIn(method, "/api/agents")).status).isEqualTo(403);
    assertThat(run(signedIn(method, "/api/agents").with("X-CSRF", "0")).status).isEqualTo(403);
    assertThat(run(signedIn(method, "/api/agents").with("X-CSRF", "1")).passed).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "http://127.0.0.1:3721,same-origin,true",
        "http://127.0.0.1:3721,-,true",
        "-,same-origin,true",
        "-,none,true",
        "-,cross-site,false",
        "-,same-site,false",
        "https://partner.test,cross-site,true",
        "https://evil.test,cross-site,false",
        "https://evil.test,same-origin,false",
        "null,-,false",
        "http://127.0.0.1:3722,-,false",
        "https://127.0.0.1:3721,-,false",
        "http://127.0.0.1:3721.evil.test,-,false"
      })
  void change_mustComeFromATrustedPage(String origin, String fetchSite, boolean allowed)
      throws Exception {
    FakeExchange exchange = signedIn("POST", "/api/agents").with("X-CSRF", "1");
    assertThat(run(from(exchange, origin, fetchSite)).passed).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"http://127.0.0.1:3721,true", "-,true", "https://evil.test,false", "null,false"})
  void browserWebSocket_mustComeFromATrustedPage(String origin, boolean allowed) throws Exception {
    FakeExchange exchange = signedIn("GET", "/api/agents/1/proxy/ws").with("Upgrade", "websocket");
    assertThat(run(from(exchange, origin, "-")).passed).isEqualTo(allowed);
  }

  @Test
  void plainRead_mayComeFromAnywhereTheCookieDoes() throws Exception {
    assertThat(run(signedIn("GET", "/api/agents").with("Origin", "https://evil.test")).passed)
        .isTrue();
  }

  @Test
  void configuredOrigin_getsCorsHeadersAndPreflight() throws Exception {
    FakeExchange read = run(signedIn("GET", "/api/agents").with("Origin", PARTNER));
    assertThat(read.headers)
        .containsEntry("Access-Control-Allow-Origin", PARTNER)
        .containsEntry("Access-Control-Allow-Credentials", "true")
        .containsEntry("Vary", "Origin");

    FakeExchange preflight =
        run(
            new FakeExchange("OPTIONS", "/api/agents")
                .with("Origin", PARTNER)
                .with("Access-Control-Request-Method", "POST"));
    assertThat(preflight.status).isEqualTo(204);
    assertThat(preflight.passed).isFalse();
  }

  @Test
  void otherOrigin_getsNoCorsHeader() throws Exception {
    FakeExchange read = run(signedIn("GET", "/api/agents").with("Origin", "https://evil.test"));
    FakeExchange preflight =
        run(
            new FakeExchange("OPTIONS", "/api/agents")
                .with("Origin", "https://evil.test")
                .with("Access-Control-Request-Method", "POST"));

    assertThat(read.headers).doesNotContainKey("Access-Control-Allow-Origin");
    assertThat(preflight.headers).doesNotContainKey("Access-Control-Allow-Origin");
    assertThat(preflight.status).isEqualTo(401);
  }

  @Test
  void answers_carryTheSecurityHeaders() throws Exception {
    assertThat(run(new FakeExchange("GET", "/api/auth/me")).headers)
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Referrer-Policy", "no-referrer")
        .containsEntry("Cache-Control", "no-store")
        .doesNotContainKey("Strict-Transport-Security")
        .hasEntrySatisfying(
            "Content-Security-Policy",
            policy ->
                assertThat(policy)
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe-inline"));
  }

  @Test
  void pages_mayFetchFromThisSiteAndFromTheFileServer_andNowhereElse() throws Exception {
    ClientRegistration client =
        new ClientRegistration(URI.create("https://mc.test"), "client", new Secret("secret"));
    FileAccess access =
        new FileAccess(
            client, "tenant", URI.create("https://files.test:8443/faa"), Duration.ofMinutes(2));
    FakeExchange exchange = new FakeExchange("GET", "/");
    new SessionFilter(
            world.cookie,
            world.sessions,
            world.refresher,
            site,
            new FileAccessConfig(Optional.of(access)))
        .doFilter(exchange.request(), exchange.response(), exchange.chain());

    assertThat(exchange.headers.get("Content-Security-Policy"))
        .contains("connect-src 'self' https://files.test:8443;");
    assertThat(run(new FakeExchange("GET", "/")).headers.get("Content-Security-Policy"))
        .contains("connect-src 'self';");
  }

  @Test
  void withHttps_answersDemandIt() throws Exception {
    PublicSite https = new PublicSite(URI.create("https://visiona.test"), Set.of());
    FakeExchange exchange = new FakeExchange("GET", "/");
    new SessionFilter(world.cookie, world.sessions, world.refresher, https, NO_FILES)
        .doFilter(exchange.request(), exchange.response(), exchange.chain());

    assertThat(exchange.headers).containsKey("Strict-Transport-Security");
  }

  @Test
  void unreachableSessions_are503AndNobodyPasses() throws Exception {
    RedisConfig nowhere =
        new RedisConfig(new Secret("redis://127.0.0.1:1"), Duration.ofMillis(500));
    try (RedisLink link = new RedisLink(nowhere)) {
      UserSessionStore away = UserSessionStores.redis(link, world.clock);
      SessionFilter strict = new SessionFilter(world.cookie, away, world.refresher, site, NO_FILES);
      FakeExchange exchange = signedIn("GET", "/api/agents");
      strict.doFilter(exchange.request(), exchange.response(), exchange.chain());

      assertThat(exchange.passed).isFalse();
      assertThat(exchange.status).isEqualTo(503);
      assertThat(exchange.body.toString(StandardCharsets.UTF_8))
          .contains("\"code\":\"unavailable\"");
      assertThat(exchange.headers)
          .containsEntry("Retry-After", "1")
          .doesNotContainKey("Set-Cookie");

      FakeExchange open = new FakeExchange("GET", "/api/auth/login");
      strict.doFilter(open.request(), open.response(), open.chain());
      assertThat(open.passed).isTrue();
    }
  }

  private static FakeExchange from(FakeExchange exchange, String origin, String fetchSite) {
    if (!origin.equals("-")) {
      exchange.with("Origin", origin);
    }
    return fetchSite.equals("-") ? exchange : exchange.with("Sec-Fetch-Site", fetchSite);
  }

  private FakeExchange run(FakeExchange exchange) throws Exception {
    new CorsPolicy(site).begin(exchange.request(), exchange.response());
    filter.doFilter(exchange.request(), exchange.response(), exchange.chain());
    return exchange;
  }

  private FakeExchange signedIn(String method, String path) {
    String id = world.cookie.newId();
    Instant now = world.clock.instant();
    world.sessions.add(
        new UserSession(
            SessionKey.of(id),
            UUID.randomUUID(),
            alice,
            null,
            new ProviderTokens("t", now, null),
            List.of(),
            now,
            now.plus(Duration.ofHours(12)),
            null));
    String issued = world.cookie.issue(id);
    String value = issued.substring(issued.indexOf('=') + 1, issued.indexOf(';'));
    return new FakeExchange(method, path).cookie(SessionCookie.PLAIN_NAME, value);
  }
}
