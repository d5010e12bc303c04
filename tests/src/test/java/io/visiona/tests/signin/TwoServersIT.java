package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.tests.support.EventReader;
import io.visiona.tests.support.OpenThree;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import io.visiona.tests.support.TestAgent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/**
 * Two API servers that share a Redis and a PostgreSQL are one site: whatever one of them was told,
 * the other knows.
 */
@SuppressWarnings("NullAway.Init") // made before all tests
final class TwoServersIT {
  private static final String PUBLIC_URL = "http://app.example.test";
  private static final Pattern MIGRATED =
      Pattern.compile("Database schema at version \\d+, (\\d+) migrations applied now");

  private static final Duration TOLD = Duration.ofSeconds(2);

  private static int redisPort;
  private static RedisServer redis;
  private static EmbeddedPostgres postgres;
  private static ScriptedProvider provider;
  private static ScriptedTarget service;
  private static Stack one;
  private static Stack other;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    redisPort = Ports.freePort();
    redis = EmbeddedServers.redis(redisPort);
    postgres = EmbeddedServers.postgres();
    provider = new ScriptedProvider(null);
    service = new ScriptedTarget(Map.of());
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            "routes:\n  - {path: /limited, service: any, url: \""
                + service.uri()
                + "\", auth_required: false, rate_limit: 5/h}\n");
    Map<String, String> shared =
        Map.ofEntries(
            Map.entry("visiona.oidc.issuer", provider.issuer()),
            Map.entry("visiona.oidc.client-id", ScriptedProvider.CLIENT),
            Map.entry("visiona.session.signing-keys", Site.SIGNING_KEYS),
            Map.entry("visiona.session.store", "redis"),
            Map.entry("visiona.redis.url", "redis://127.0.0.1:" + redisPort),
            Map.entry("visiona.gateway.routes", routes.toString()),
            Map.entry("visiona.gateway.rate-limit-store", "redis"),
            Map.entry("visiona.public-url", PUBLIC_URL),
            Map.entry("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres")),
            Map.entry("VISIONA_DB_USER", "postgres"),
            Map.entry("VISIONA_DB_POOL", "5"));
    try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Stack> first = starters.submit(() -> Stack.apiAlone(shared));
      Future<Stack> second = starters.submit(() -> Stack.apiAlone(shared));
      one = first.get();
      other = second.get();
    }
  }

  @AfterAll
  static void stop() throws IOException {
    for (Stack each : new Stack[] {one, other}) {
      if (each != null) {
        each.close();
      }
    }
    if (provider != null) {
      provider.close();
    }
    if (service != null) {
      service.close();
    }
    redis.stop();
    postgres.close();
  }

  @BeforeEach
  void correctProvider() {
    provider.reset();
  }

  @Test
  void serversThatStartAtOnceOnAnEmptyDatabase_migrateItOnce() throws IOException {
    assertThat(migrations(one) + migrations(other))
        .as("each migration by one of them")
        .isEqualTo(migrations());
  }

  @Test
  void pairingCodeOfOne_isExchangedAtTheOther_once() {
    Browser atOne = signedIn();
    String code =
        Person.json(atOne.change("POST", "/api/pairing/tokens", "{\"label\":\"elsewhere\"}").body())
            .getString("code");
    String agent = TestAgent.exchange(other, code, "elsewhere").getString("agent_id");
    assertThat(
            Person.json(atOne.get("/api/agents").body())
                .getJsonArray("items")
                .getValuesAs(JsonObject.class))
        .extracting(known -> known.getString("id"))
        .contains(agent);
    assertThat(
            Plain.post(one.api().resolve("/api/pairing/exchange"), "{\"code\":\"" + code + "\"}")
                .statusCode())
        .isEqualTo(409);
  }

  @Test
  void signInBegunAtOne_isFinishedAtTheOther_andKnownToBoth() {
    Browser atOne = new Browser(one.api(), PUBLIC_URL);
    Tab tab = atOne.open("/agents");
    Browser atOther = new Browser(other.api(), PUBLIC_URL).with(atOne.cookie());
    HttpResponse<String> answer = atOther.comeBack(answer(tab, Site.somebody()));
    assertThat(Browser.location(answer)).isEqualTo(PUBLIC_URL + "/agents");
    assertThat(atOther.me()).isEqualTo(200);
    assertThat(atOne.with(atOther.cookie()).me()).isEqualTo(200);
  }

  @Test
  void programBegunAtOne_isApprovedAtTheOther_andFetchesItsSessionOnce() {
    JsonObject begun =
        Person.json(
            Plain.post(one.api().resolve("/api/auth/device"), "{\"name\":\"a program\"}").body());
    SuiteSecrets.remember("device code", begun.getString("device_code"));
    Browser person = new Browser(other.api(), PUBLIC_URL).with(signedIn().cookie());
    String code = "{\"user_code\":\"" + begun.getString("user_code") + "\"}";
    assertThat(person.change("POST", "/api/auth/device/look", code).body()).contains("a program");
    assertThat(person.change("POST", "/api/auth/device/approve", code).statusCode()).isEqualTo(200);
    String asked = "{\"device_code\":\"" + begun.getString("device_code") + "\"}";
    JsonObject session =
        Person.json(Plain.post(one.api().resolve("/api/auth/device/token"), asked).body());
    String cookie = session.getString("cookie");
    SuiteSecrets.remember("program's cookie", cookie.substring(cookie.indexOf('=') + 1));
    Browser program = new Browser(other.api(), PUBLIC_URL).with(cookie);
    assertThat(program.me()).isEqualTo(200);
    assertThat(Plain.post(other.api().resolve("/api/auth/device/token"), asked).statusCode())
        .isEqualTo(400);
    // And one program cannot sign in another.
    JsonObject next =
        Person.json(
            Plain.post(one.api().resolve("/api/auth/device"), "{\"name\":\"another\"}").body());
    SuiteSecrets.remember("device code", next.getString("device_code"));
    assertThat(
            program
                .change(
                    "POST",
                    "/api/auth/device/approve",
                    "{\"user_code\":\"" + next.getString("user_code") + "\"}")
                .statusCode())
        .isEqualTo(403);
  }

  /** A used code, an ended session: told at both within two seconds, and to who comes back. */
  @Test
  void whatHappensAtOne_isToldAtBoth_andNothingIsMissedByWhoComesBack() throws Exception {
    Browser atOne = signedIn();
    String cookie = Objects.requireNonNull(atOne.cookie());
    String left;
    try (EventReader here = new EventReader(one.api(), cookie, "");
        EventReader there = new EventReader(other.api(), cookie, "")) {
      String id = exchanged(atOne, "first");
      for (EventReader each : List.of(here, there)) {
        String used = each.await("\"change\":\"used\"", TOLD);
        assertThat(used).contains("\"agent_id\":\"" + id + "\"");
      }
      Browser second = new Browser(other.api(), PUBLIC_URL).with(program(atOne));
      here.await("\"change\":\"started\"", TOLD);
      there.await("\"change\":\"started\"", TOLD);
      assertThat(second.change("POST", "/api/auth/logout", "").statusCode()).isEqualTo(200);
      here.await("\"change\":\"ended\"", TOLD);
      there.await("\"change\":\"ended\"", TOLD);
      left = here.lastId();
    }
    String missed = exchanged(atOne, "while nobody looked");
    try (EventReader back = new EventReader(one.api(), cookie, left)) {
      assertThat(back.first()).isEqualTo("event: hello");
      assertThat(back.await("\"change\":\"used\"", TOLD)).contains(missed);
    }
    // The other server gave out other numbers: it says so instead of leaving something out.
    try (EventReader elsewhere = new EventReader(other.api(), cookie, left)) {
      assertThat(elsewhere.first()).isEqualTo("event: resync");
    }
  }

  private static String exchanged(Browser owner, String name) {
    String code =
        Person.json(owner.change("POST", "/api/pairing/tokens", "{\"label\":\"told\"}").body())
            .getString("code");
    return TestAgent.exchange(other, code, name).getString("agent_id");
  }

  /** The cookie of a program that the person has signed in. */
  private static String program(Browser person) {
    JsonObject begun =
        Person.json(
            Plain.post(one.api().resolve("/api/auth/device"), "{\"name\":\"told of\"}").body());
    SuiteSecrets.remember("device code", begun.getString("device_code"));
    person.change(
        "POST",
        "/api/auth/device/approve",
        "{\"user_code\":\"" + begun.getString("user_code") + "\"}");
    String cookie =
        Person.json(
                Plain.post(
                        one.api().resolve("/api/auth/device/token"),
                        "{\"device_code\":\"" + begun.getString("device_code") + "\"}")
                    .body())
            .getString("cookie");
    SuiteSecrets.remember("program's cookie", cookie.substring(cookie.indexOf('=') + 1));
    return cookie;
  }

  @Test
  void logoutAtOne_is401AtTheOther() {
    Browser atOne = signedIn();
    Browser atOther = new Browser(other.api(), PUBLIC_URL).with(atOne.cookie());
    assertThat(atOther.me()).isEqualTo(200);
    assertThat(atOne.change("POST", "/api/auth/logout", "").statusCode()).isEqualTo(200);
    assertThat(atOther.me()).isEqualTo(401);
  }

  @Test
  void logoutTokenAtOne_endsWhatIsOpenAtBoth_within1s() throws Exception {
    Browser atOne = new Browser(one.api(), PUBLIC_URL);
    Map<String, String> answer = answer(atOne.open("/"), Site.somebody());
    Grant grant = provider.granted(answer.getOrDefault("code", ""));
    assertThat(atOne.comeBack(answer).statusCode()).isEqualTo(302);
    String cookie = Objects.requireNonNull(atOne.cookie());
    try (EventReader here = new EventReader(one.api(), cookie, "");
        EventReader there = new EventReader(other.api(), cookie, "")) {
      HttpResponse<String> told =
          atOne.send(
              "POST",
              "/api/auth/backchannel-logout",
              "logout_token=" + Forge.logout(provider, grant),
              "Content-Type",
              "application/x-www-form-urlencoded");
      assertThat(told.statusCode()).isEqualTo(200);
      there.await("event: session_ended", OpenThree.WITHIN);
      here.await("event: session_ended", OpenThree.WITHIN);
    }
  }

  @Test
  void attack02_callbackReplayedAtTheOther_doesNotRedeemTwice() {
    Browser atOne = new Browser(one.api(), PUBLIC_URL);
    Map<String, String> answer = answer(atOne.open("/"), Site.somebody());
    Browser thief = new Browser(other.api(), PUBLIC_URL).with(atOne.cookie());
    assertThat(atOne.comeBack(answer).statusCode()).isEqualTo(302);
    assertThat(thief.comeBack(answer).statusCode()).isEqualTo(400);
    assertThat(provider.tokenCalls).hasSize(1);
  }

  @Test
  void attack14_cookieFromBeforeTheSignIn_isDeadAtBoth() {
    Browser atOne = new Browser(one.api(), PUBLIC_URL);
    Tab tab = atOne.open("/");
    Browser planted = new Browser(other.api(), PUBLIC_URL).with(atOne.cookie());
    assertThat(atOne.comeBack(answer(tab, Site.somebody())).statusCode()).isEqualTo(302);
    assertThat(planted.me()).isEqualTo(401);
  }

  /** The store forgets a login when its time is over; a person may be that slow. */
  @Test
  void signInWhoseTimeIsOver_isAPageThatSaysSo() {
    Browser browser = new Browser(one.api(), PUBLIC_URL);
    Tab tab = browser.open("/agents");
    tell("FLUSHALL");
    HttpResponse<String> response = browser.visit(Browser.callback(answer(tab, Site.somebody())));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(response.body()).contains("<h1>", "took longer", "href=\"/api/auth/login");
    assertThat(browser.me()).isEqualTo(401);
    assertThat(provider.tokenCalls).isEmpty();
  }

  @Test
  void limitsOfTheGateway_areCountedByBothTogether_inRedis() {
    tell("FLUSHALL");
    for (int i = 1; i <= 5; i++) {
      HttpResponse<String> answer = limited(i % 2 == 0 ? one : other);
      assertThat(answer.statusCode()).as("request %d", i).isEqualTo(200);
      assertThat(answer.headers().firstValue("RateLimit").orElse(""))
          .startsWith("\"/limited\";r=" + (5 - i) + ";t=");
    }
    assertThat(limited(one).statusCode()).isEqualTo(429);
    assertThat(limited(other).statusCode()).isEqualTo(429);
    tell("FLUSHALL");
    assertThat(limited(one).statusCode()).as("nothing is counted anywhere else").isEqualTo(200);
  }

  private static HttpResponse<String> limited(Stack server) {
    return Plain.get(server.api().resolve("/gateway/limited"));
  }

  private static Browser signedIn() {
    Browser browser = new Browser(one.api(), PUBLIC_URL);
    assertThat(browser.comeBack(answer(browser.open("/"), Site.somebody())).statusCode())
        .isEqualTo(302);
    return browser;
  }

  private static Map<String, String> answer(Tab tab, String subject) {
    return tab.answer(provider.consent(tab.request(), subject), provider.issuer());
  }

  private static int migrations() throws IOException {
    try (Stream<Path> files =
        Files.list(Installation.find().root().resolve("api-war/src/main/resources/db/migration"))) {
      return (int) files.filter(file -> file.toString().endsWith(".sql")).count();
    }
  }

  private static int migrations(Stack stack) throws IOException {
    List<String> lines = Files.readAllLines(stack.apiServer().messages());
    return lines.stream()
        .map(MIGRATED::matcher)
        .filter(Matcher::find)
        .map(matcher -> Integer.parseInt(matcher.group(1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no word of a migration"));
  }

  /** A command in Redis's inline form. */
  private static void tell(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes("+OK\r\n".length());
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("+OK\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
