package io.visiona.incontainer.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.incontainer.Archives;
import io.visiona.incontainer.Beans;
import io.visiona.incontainer.StopAndStart;
import io.visiona.incontainer.Wire;
import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.http.JsonResponses;
import io.visiona.relay.link.Links;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayDrain;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.relay.start.Sweeper;
import io.visiona.relay.tunnel.ApiTokenAuthority;
import io.visiona.relay.tunnel.Gate;
import io.visiona.relay.tunnel.Introspection;
import io.visiona.relay.tunnel.Introspector;
import io.visiona.relay.tunnel.PresentedToken;
import io.visiona.shared.address.TrustedProxies;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The relay in its container: these methods run inside {@code relay.war}. */
@ArquillianTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // the container fills the fields
public class RelayInContainerIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Inject private BeanManager beans;
  @Inject private TunnelConfig tunnel;
  @Inject private InternalConfig internal;
  @Inject private ServiceTokens tokens;
  @Inject private ApiTokenAuthority authority;
  @Inject private Timers timers;
  @Inject @Any private Instance<HealthCheck> checks;

  @Deployment(name = "relay")
  @TargetsContainer("relay")
  static WebArchive relay() {
    return Archives.of("relay.war", RelayInContainerIT.class.getPackage());
  }

  @Test
  public void beans_areThere_eachInItsScope() {
    for (Class<?> type :
        List.of(
            TunnelConfig.class,
            InternalConfig.class,
            TrustedProxies.class,
            ServiceTokens.class,
            InMemorySessionStore.class,
            Tunnels.class,
            Links.class,
            RelayDrain.class,
            Introspector.class,
            Gate.class,
            JsonResponses.class)) {
      Beans.oneOf(beans, type, jakarta.inject.Singleton.class);
    }
    Beans.oneOf(beans, ExecutorService.class, ApplicationScoped.class);
    Beans.oneOf(beans, ApiTokenAuthority.class, Dependent.class);
    Beans.oneOf(beans, Sweeper.class, Dependent.class);
  }

  @Test
  public void
      configuration_aVariableOfTheServer_isStrongerThanASystemProperty_isStrongerThanTheEnvironment() {
    assertThat(System.getProperty("visiona.tunnel.max-streams")).isEqualTo("102");
    assertThat(System.getenv("VISIONA_TUNNEL_MAX_STREAMS")).isEqualTo("103");
    assertThat(tunnel.maxStreams()).as("in all three").isEqualTo(101);
    assertThat(tunnel.maxTunnels()).as("property and environment").isEqualTo(102);
    assertThat(tunnel.maxOutput()).as("environment only").isEqualTo(103_000_000);
    assertThat(tunnel.openTimeout()).as("nowhere").isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  public void sweeper_isANonPersistentTimer_andRuns() {
    assertThat(timers.all()).hasSize(1);
    Timers.Seen before = timers.all().getFirst();
    assertThat(before.info()).isEqualTo("sweeper");
    assertThat(before.persistent()).isFalse();
    assertThat(before.next()).isBefore(Instant.now().plus(tunnel.idleTimeout().multipliedBy(2)));
    Instant limit = Instant.now().plus(LIMIT);
    while (!timers.all().getFirst().next().isAfter(before.next())) {
      assertThat(Instant.now()).as("the timer fires").isBefore(limit);
      Thread.onSpinWait();
    }
  }

  @Test
  public void filters_judgeTheHeadFirst_thenThePort_andBothBeforeAWebSocketIsMade()
      throws IOException {
    String[] socket = {
      "GET /tunnel/connect",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };
    Wire.Answer refused = Wire.send(tunnel.port(), "", socket);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.has("www-authenticate", "bearer")).isTrue();
    assertThat(Wire.send(tunnel.internalPort(), "", socket).status())
        .as("not on this port")
        .isEqualTo(404);
    Wire.Answer folded = Wire.send(tunnel.port(), "", "GET /no-such-path", "X-Folded: a\r\n b");
    assertThat(folded.status()).as("the head before the port").isEqualTo(400);
    assertThat(Wire.send(tunnel.port(), "", "GET /no-such-path").status()).isEqualTo(404);
  }

  @Test
  public void exceptions_ofAResource_becomeTheEnvelope() throws IOException {
    Wire.Answer unknown = internal("GET /internal/session/nobody", tokens);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body()).contains("\"error\"", "\"not_found\"", "\"request_id\"");
    Wire.Answer method = internal("PUT /internal/sessions", tokens);
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.body()).contains("\"method_not_allowed\"");
    Wire.Answer body =
        Wire.send(
            tunnel.internalPort(),
            "{\"owners\":7}",
            "POST /internal/presence",
            bearer(tokens, ServiceTokens.RELAY),
            "Content-Type: application/json");
    assertThat(body.status()).isEqualTo(400);
    assertThat(body.body()).contains("\"bad_request\"");
  }

  @Test
  public void microProfileJwt_admitsAndRefuses_onTheInternalPaths_andLooksAtNothingElse()
      throws IOException {
    assertThat(internal("GET /internal/sessions", tokens).status()).isEqualTo(200);
    ServiceTokens forged = new ServiceTokens(new Secret("x".repeat(40)), Clock.systemUTC());
    ServiceTokens old =
        new ServiceTokens(
            internal.secret(),
            Clock.fixed(Instant.now().minus(Duration.ofHours(1)), ZoneOffset.UTC));
    assertThat(internal("GET /internal/sessions", forged).status()).isEqualTo(401);
    assertThat(internal("GET /internal/sessions", old).status()).isEqualTo(401);
    assertThat(
            Wire.send(
                    tunnel.internalPort(),
                    "",
                    "GET /internal/sessions",
                    bearer(tokens, ServiceTokens.API))
                .status())
        .as("for the API")
        .isEqualTo(401);
    assertThat(Wire.send(tunnel.internalPort(), "", "GET /internal/sessions").status())
        .isEqualTo(401);
    for (String credentials : List.of("Bearer abc", "Bearer a.b.c", "Basic YTpi")) {
      assertThat(
              Wire.send(tunnel.port(), "", "GET /relay/status", "Authorization: " + credentials)
                  .status())
          .as(credentials)
          .isEqualTo(200);
    }
  }

  @Test
  public void circuitBreaker_ofTheClientOfTheApi_opens_andCloses() throws Exception {
    List<PresentedToken> token = List.of(new PresentedToken("token-of-nobody"));
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> authority.ask(token)).isInstanceOf(ProcessingException.class);
    }
    assertThatThrownBy(() -> authority.ask(token)).isInstanceOf(CircuitBreakerOpenException.class);
    try (ApiStub _ = new ApiStub(internal.apiInternalUrl().getPort(), ApiStub.INACTIVE)) {
      Instant limit = Instant.now().plus(LIMIT);
      while (!answers(token)) {
        assertThat(Instant.now()).as("the breaker closes").isBefore(limit);
      }
      assertThat(authority.ask(token)).containsExactly(new Introspection.Inactive());
    }
  }

  @Test
  @RunAsClient
  @Order(Integer.MAX_VALUE)
  public void stoppingLeavesNothing_andItStartsAgainInTheSameServer() throws Exception {
    StopAndStart.relay();
  }

  @Test
  public void healthBeans_answer() {
    assertThat(checks.select(Liveness.Literal.INSTANCE).get().call().getStatus())
        .isEqualTo(HealthCheckResponse.Status.UP);
    assertThat(checks.select(Startup.Literal.INSTANCE).get().call().getStatus())
        .isEqualTo(HealthCheckResponse.Status.UP);
    HealthCheckResponse ready = checks.select(Readiness.Literal.INSTANCE).get().call();
    assertThat(ready.getName()).isEqualTo("relay-tunnels");
    assertThat(ready.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
  }

  private boolean answers(List<PresentedToken> token) {
    try {
      authority.ask(token);
      return true;
    } catch (CircuitBreakerOpenException open) {
      return false;
    }
  }

  private Wire.Answer internal(String request, ServiceTokens by) throws IOException {
    return Wire.send(tunnel.internalPort(), "", request, bearer(by, ServiceTokens.RELAY));
  }

  private static String bearer(ServiceTokens by, String audience) {
    return "Authorization: Bearer " + by.issue("api", audience);
  }
}
