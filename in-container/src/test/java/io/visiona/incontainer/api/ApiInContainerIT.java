package io.visiona.incontainer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.agents.Agents;
import io.visiona.api.agents.AgentsConfig;
import io.visiona.api.agents.NewAgent;
import io.visiona.api.agents.relay.RelayCalls;
import io.visiona.api.agents.relay.RelayLinks;
import io.visiona.api.http.ApiPorts;
import io.visiona.api.http.Caller;
import io.visiona.api.identity.oidc.IdentityProvider;
import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.models.ModelsConfig;
import io.visiona.api.server.health.HealthReport;
import io.visiona.incontainer.Archives;
import io.visiona.incontainer.Beans;
import io.visiona.incontainer.StopAndStart;
import io.visiona.incontainer.Wire;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Secret;
import io.visiona.shared.container.RequestFigures;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.shared.membercenter.DownloadTokenIssuer;
import io.visiona.shared.membercenter.MemberCenterTokenClient;
import io.visiona.shared.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

/** The API in its container: these methods run inside {@code api.war}. */
@ArquillianTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // the container fills the fields
public class ApiInContainerIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int ROUNDS = 20;

  @Inject private BeanManager beans;
  @Inject private ApiPorts ports;
  @Inject private ServletContext context;

  @Inject
  @ConfigProperty(name = "visiona.api.port")
  private int port;

  @Inject private InternalConfig internal;
  @Inject private ServiceTokens tokens;
  @Inject private AgentsConfig agentsConfig;
  @Inject private ModelsConfig modelsConfig;
  @Inject private UserSessionConfig sessionConfig;
  @Inject private UserSessionStore sessions;
  @Inject private SessionCookie cookies;
  @Inject private Transactions transactions;
  @Inject private Agents agents;
  @Inject private RelayCalls relay;
  @Inject @Any private Instance<HealthCheck> checks;

  @Deployment(name = "api")
  @TargetsContainer("api")
  static WebArchive api() {
    return Archives.of("api.war", ApiInContainerIT.class.getPackage());
  }

  @Test
  public void beans_areThere_eachInItsScope() {
    for (Class<?> type :
        List.of(
            UserSessionStore.class,
            SessionCookie.class,
            IdentityProvider.class,
            MemberCenterTokenClient.class,
            DownloadTokenIssuer.class,
            RelayLinks.class,
            ServiceTokens.class,
            Transactions.class,
            Agents.class,
            UserSessionConfig.class,
            InternalConfig.class)) {
      Beans.oneOf(beans, type, Singleton.class);
    }
    Beans.oneOf(beans, ExecutorService.class, ApplicationScoped.class);
    Beans.oneOf(beans, RelayCalls.class, ApplicationScoped.class);
    Beans.oneOf(beans, HealthReport.class, ApplicationScoped.class);
    Beans.oneOf(beans, Caller.class, Dependent.class);
  }

  @Test
  public void
      configuration_aVariableOfTheServer_isStrongerThanASystemProperty_isStrongerThanTheEnvironment() {
    assertThat(agentsConfig.maxPerPerson()).as("in all three").isEqualTo(101);
    assertThat(modelsConfig.maxPerPerson()).as("property and environment").isEqualTo(102);
    assertThat(sessionConfig.maxPerPerson()).as("environment only").isEqualTo(103);
  }

  @Test
  public void twoRequests_haveTwoCallers() throws Exception {
    String ann = signedIn("ann");
    String bob = signedIn("bob");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> asAnn = new ArrayList<>();
      List<Future<String>> asBob = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        asAnn.add(threads.submit(() -> me(ann).body()));
        asBob.add(threads.submit(() -> me(bob).body()));
      }
      for (int i = 0; i < ROUNDS; i++) {
        assertThat(asAnn.get(i).get()).contains("\"ann\"").doesNotContain("\"bob\"");
        assertThat(asBob.get(i).get()).contains("\"bob\"").doesNotContain("\"ann\"");
      }
    }
    assertThat(me("x=y").status()).as("nobody").isEqualTo(401);
  }

  @Test
  public void filters_runInTheirOrder_andBeforeAWebSocketIsMade() throws Exception {
    String path = "/ws/agents/" + UUID.randomUUID() + "/events";
    String[] socket = {
      "GET " + path,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };
    Wire.Answer refused = Wire.send(port, "", socket);
    assertThat(refused.status()).as("authentication before the upgrade").isEqualTo(401);
    assertThat(refused.has("x-request-id", "")).as("the id before authentication").isTrue();
    assertThat(Wire.send(port, "", "GET /no-such-path", "X-F: a\r\n b").status())
        .as("the head before authentication")
        .isEqualTo(400);
    assertThat(Wire.send(ports.internal(), "", socket).status())
        .as("the port before authentication")
        .isEqualTo(404);
    assertThat(Wire.send(port, "", "GET /gateway/none").status())
        .as("the gateway before authentication")
        .isEqualTo(404);
    assertThat(Wire.send(port, "{", "POST /api/agents", "Content-Type: text/x").status())
        .as("authentication before bodies and resources")
        .isEqualTo(401);
  }

  @Test
  public void exceptions_ofAResource_becomeTheEnvelope() throws Exception {
    String person = signedIn("eve");
    Wire.Answer unknown =
        Wire.send(port, "", "GET /api/agents/" + UUID.randomUUID(), "Cookie: " + person);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body()).contains("\"error\"", "\"not_found\"", "\"request_id\"");
    Wire.Answer malformed =
        Wire.send(
            port, "{\"code\":", "POST /api/pairing/exchange", "Content-Type: application/json");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.body()).contains("\"bad_request\"");
  }

  @Test
  public void microProfileJwt_admitsAndRefuses_onTheInternalPaths_andLooksAtNothingElse()
      throws Exception {
    ServiceTokens forged = new ServiceTokens(new Secret("x".repeat(40)), Clock.systemUTC());
    ServiceTokens old =
        new ServiceTokens(
            internal.secret(),
            Clock.fixed(Instant.now().minus(Duration.ofHours(1)), ZoneOffset.UTC));
    assertThat(introspect(bearer(tokens, ServiceTokens.API)).body())
        .isEqualTo("{\"answers\":[{\"active\":false},{\"active\":false}]}");
    assertThat(introspect(bearer(tokens, ServiceTokens.API), "{\"token\":\"nobody\"}").body())
        .as("of a relay of the version before")
        .isEqualTo("{\"active\":false}");
    assertThat(introspect(bearer(forged, ServiceTokens.API)).status()).isEqualTo(401);
    assertThat(introspect(bearer(old, ServiceTokens.API)).status()).isEqualTo(401);
    assertThat(introspect(bearer(tokens, ServiceTokens.RELAY)).status()).isEqualTo(401);
    assertThat(introspect("X-None: 1").status()).isEqualTo(401);
    String person = signedIn("mia");
    for (String credentials : List.of("Bearer abc", "Bearer a.b.c", "Basic YTpi")) {
      assertThat(
              Wire.send(
                      port,
                      "",
                      "GET /api/auth/me",
                      "Cookie: " + person,
                      "Authorization: " + credentials)
                  .status())
          .as(credentials)
          .isEqualTo(200);
    }
  }

  @Test
  public void schema_isThereBeforeTheFirstRequest() {
    assertThat(FirstRequest.schema()).matches("[1-9]\\d* migrations");
  }

  @Test
  public void entityManager_worksInAJtaTransaction_andRollsBack() {
    String owner = "owner-" + UUID.randomUUID();
    NewAgent agent = new NewAgent(owner, "box", "", "linux", false);
    transactions.call(entities -> agents.add(entities, agent));
    assertThat(agents.all(owner)).hasSize(1);
    assertThatThrownBy(() ->
            transactions.call(entities -> {
              agents.add(entities, agent);
              entities.flush();
              throw new IllegalStateException("undo it");
            }))
        .hasMessage("undo it");
    assertThat(agents.all(owner)).as("rolled back").hasSize(1);
  }

  @Test
  public void circuitBreaker_ofTheClientOfTheRelay_opens_andCloses() throws Exception {
    // Each call is tried twice, and fails twice.
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> relay.sessions("none"))
          .isInstanceOfAny(ProcessingException.class, CircuitBreakerOpenException.class);
    }
    assertThatThrownBy(() -> relay.sessions("none"))
        .isInstanceOf(CircuitBreakerOpenException.class);
    try (ServerSocket listener =
        new ServerSocket(internal.relayUrl().getPort(), 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerEmpty(listener));
      Instant limit = Instant.now().plus(LIMIT);
      while (!answers()) {
        assertThat(Instant.now()).as("the breaker closes").isBefore(limit);
      }
      assertThat(relay.sessions("none").getJsonArray("sessions")).isEmpty();
    }
  }

  @Test
  @RunAsClient
  @Order(Integer.MAX_VALUE)
  public void stoppingLeavesNothing_andItStartsAgainInTheSameServer() throws Exception {
    StopAndStart.api();
  }

  /** Made anew for each request under one lock of the whole server, and thrown away. */
  @Test
  void containersOwnFiguresOfRequests_areOff() throws Exception {
    assertThat(context.getFilterRegistrations())
        .as("the filter that makes them")
        .containsKey("io.openliberty.http.monitor.ServletFilter");
    assertThat(RequestFigures.areOn(context)).isFalse();
  }

  @Test
  public void healthBeans_answer() {
    assertThat(call(checks.select(Liveness.Literal.INSTANCE)))
        .allMatch(answer -> answer.endsWith(" UP"));
    assertThat(call(checks.select(Startup.Literal.INSTANCE)))
        .allMatch(answer -> answer.endsWith(" UP"));
    assertThat(call(checks.select(Readiness.Literal.INSTANCE)))
        .contains("database UP", "session_store UP", "relays DOWN", "directory UP");
  }

  private static List<String> call(Instance<HealthCheck> some) {
    List<String> answers = new ArrayList<>();
    for (HealthCheck check : some) {
      HealthCheckResponse answer = check.call();
      answers.add(answer.getName() + " " + answer.getStatus());
    }
    assertThat(answers).isNotEmpty();
    return answers;
  }

  private boolean answers() {
    try {
      relay.sessions("none");
      return true;
    } catch (CircuitBreakerOpenException open) {
      return false;
    }
  }

  private static void answerEmpty(ServerSocket listener) {
    byte[] answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 15\r\n\r\n{\"sessions\":[]}"
            .getBytes(StandardCharsets.US_ASCII);
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        StringBuilder head = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next >= 0 && head.indexOf("\r\n\r\n") < 0) {
          head.append((char) next);
          next = head.indexOf("\r\n\r\n") < 0 ? socket.getInputStream().read() : next;
        }
        socket.getOutputStream().write(answer);
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** A session of a person, made where sign-in makes it; the cookie that goes with it. */
  private String signedIn(String name) {
    String id = cookies.newId();
    Instant now = Instant.now();
    sessions.add(
        new UserSession(
            SessionKey.of(id),
            UUID.randomUUID(),
            new Caller("subject-of-" + name, name, name, ""),
            null,
            new ProviderTokens("none", now.plusSeconds(3600), null),
            List.of(),
            now,
            now.plusSeconds(3600),
            null));
    String issued = cookies.issue(id);
    return issued.substring(0, issued.indexOf(';'));
  }

  private Wire.Answer me(String cookie) throws IOException {
    return Wire.send(port, "", "GET /api/auth/me", "Cookie: " + cookie);
  }

  private Wire.Answer introspect(String credentials) throws IOException {
    return introspect(credentials, "{\"token\":\"nobody\",\"tokens\":[\"nobody\",7]}");
  }

  private Wire.Answer introspect(String credentials, String body) throws IOException {
    return Wire.send(
        ports.internal(),
        body,
        "POST /internal/introspect",
        credentials,
        "Content-Type: application/json");
  }

  private static String bearer(ServiceTokens by, String audience) {
    return "Authorization: Bearer " + by.issue("relay", audience);
  }
}
