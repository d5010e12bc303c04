package io.visiona.tests.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.pages.Visitor.Answer;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents' pages at hosts of their own, request by request. */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PagesIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Stack stack;
  private Person alice;
  private Visitor visitor;
  private Box box;
  private TestAgent agent;
  private String host;
  private String page;

  PagesIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void pair() throws IOException {
    alice = stack.signIn("alice");
    visitor = new Visitor(stack, alice);
    box = new Box("alice's");
    agent =
        TestAgent.online(stack, alice, TestAgent.Kind.JAVA_YAMUX, "--target", box.uri().toString());
    host = visitor.host(visitor.name(agent.id()));
    page = visitor.enter(agent.id(), "");
  }

  @BeforeEach
  void forget() {
    box.forget();
  }

  @AfterAll
  void end() throws IOException {
    agent.close();
    box.close();
    alice.close();
  }

  private Answer get(String target, String... fields) throws IOException {
    String[] all = List.of(fields).toArray(new String[fields.length + 1]);
    all[fields.length] = "Cookie: " + page;
    return visitor.ask("GET", host, target, all);
  }

  @Test
  void page_isTheAgentsWebServer_asItIs() throws IOException {
    Answer answer = get("/some/where?a=%20b", "X-Own: kept", "Authorization: Basic Zm9v");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("<h1>alice's /some/where</h1>");
    assertThat(box.asked("/some/where"))
        .startsWith("GET /some/where?a=%20b HTTP/1.1\r\n")
        .contains("\r\nX-Own: kept\r\n", "\r\nAuthorization: Basic Zm9v\r\n")
        .contains("\r\nHost: " + host + "\r\n")
        .contains("\r\nX-Forwarded-Host: " + host + "\r\n", "\r\nX-Forwarded-Proto: http\r\n")
        .doesNotContain("visiona_page", "visiona_browser");
  }

  @Test
  void answer_isAsTheAgentGaveIt_butForWhatReachesFurther() throws IOException {
    box.answering(
        "/answer",
        String.join(
            "\r\n",
            "X-Own: kept",
            "Content-Security-Policy: default-src 'self'",
            "Access-Control-Allow-Origin: https://other.example",
            "Service-Worker-Allowed: /",
            "Set-Cookie: a=b; Domain=localhost; Path=/; HttpOnly",
            "Set-Cookie: __Host-visiona_page=x; Secure; Path=/",
            "Cache-Control: public, max-age=60",
            "Clear-Site-Data: \"*\"",
            "Strict-Transport-Security: max-age=1; includeSubDomains",
            "Public-Key-Pins: x",
            "Alt-Svc: h3=\":443\"",
            "X-Accel-Redirect: /secret",
            "X-Sendfile: /etc/passwd",
            ""));
    assertThat(get("/answer").head())
        .contains("\r\nX-Own: kept\r\n", "\r\nSet-Cookie: a=b; Path=/; HttpOnly\r\n")
        .contains("\r\nContent-Security-Policy: default-src 'self'\r\n")
        .contains("\r\nContent-Security-Policy: frame-ancestors 'self'\r\n")
        .contains("\r\nAccess-Control-Allow-Origin: https://other.example\r\n")
        .contains("\r\nService-Worker-Allowed: /\r\n")
        .contains("\r\nCache-Control: private, max-age=60\r\n")
        .contains("\r\nOrigin-Agent-Cluster: ?1\r\n")
        .doesNotContain(
            "sandbox",
            "Domain",
            "visiona_page",
            "Clear-Site-Data",
            "Strict-Transport",
            "Public-Key",
            "Alt-Svc",
            "X-Accel",
            "X-Sendfile");
  }

  @Test
  void unknownNames_areA404ThatTellsNothing() throws IOException {
    Answer unknown = visitor.ask("GET", visitor.host("a".repeat(26)), "/", Visitor.NAVIGATION);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body()).isEmpty();
    for (String label : List.of("x", agent.id(), "a".repeat(26) + "-cam", "test", "a.b")) {
      for (String path : List.of("/", "/.visiona/start?to=/", "/api/auth/me", "/healthz")) {
        Answer answer = visitor.ask("GET", visitor.host(label), path, Visitor.NAVIGATION);
        assertThat(known(answer)).isEqualTo(known(unknown));
      }
    }
  }

  /** Without what is another's in each answer. */
  private static String known(Answer answer) {
    return answer.head().replaceAll("(?m)^(X-Request-Id|Date): .*$", "");
  }

  @Test
  void apiPaths_areTheAgentsAtItsHost_andNothingOfTheSites() throws IOException {
    for (String path :
        List.of(
            "/api/auth/me",
            "/api/agents",
            "/api/devices",
            "/healthz",
            "/health/ready",
            "/openapi",
            "/gateway/demo/echo",
            "/gateway-auth",
            "/internal/introspect",
            "/assets/style.css",
            "/error-page",
            "/api/cut",
            "/a;jsessionid=1/b%2Fc")) {
      assertThat(get(path).body()).as(path).isEqualTo("<h1>alice's " + path + "</h1>");
    }
  }

  @Test
  void pages_areAtThePortOfBrowsersOnly() throws IOException {
    for (int port : List.of(stack.ports().apiInternal(), stack.ports().gateway())) {
      URI server = URI.create("http://127.0.0.1:" + port);
      String there = host.split(":", 2)[0] + ":" + port;
      Answer answer = Visitor.ask(server, "GET", there, "/there", "Cookie: " + page);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(box.asked("/there")).isEmpty();
    // And nothing of a page is at the site.
    assertThat(alice.get("/.visiona/start?to=/").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"app.example.com", "app.example.com:80", "app.example.com:443"})
  void hostWithoutThePort_reachesTheApi(String name) throws IOException {
    assertThat(visitor.ask("GET", name, "/healthz").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":80", ":443"})
  void hostWithoutThePort_reachesThePage(String port) throws IOException {
    String bare = host.split(":", 2)[0] + port;
    assertThat(visitor.ask("GET", bare, "/bare", "Cookie: " + page).status()).isEqualTo(200);
    assertThat(box.asked("/bare")).contains("\r\nHost: " + bare + "\r\n");
  }

  @Test
  void targetThatNamesAnotherHost_isRefused() throws IOException {
    Answer other =
        visitor.ask("GET", stack.api().getAuthority(), "http://" + host + "/x", "Cookie: " + page);
    assertThat(other.status()).isEqualTo(400);
    assertThat(get("http://" + stack.api().getAuthority() + "/api/auth/me").status())
        .isEqualTo(400);
    assertThat(get("http://" + host + "/whole").body()).isEqualTo("<h1>alice's /whole</h1>");
  }

  @Test
  void program_isTold401_andABrowserIsSentToTheSite() throws IOException {
    Answer program = visitor.ask("GET", host, "/data", "Accept: application/json");
    assertThat(program.status()).isEqualTo(401);
    assertThat(program.field("Set-Cookie")).isEmpty();
    Answer script = visitor.ask("GET", host, "/data", "Sec-Fetch-Mode: cors", "Accept: text/html");
    assertThat(script.status()).isEqualTo(401);
    assertThat(visitor.ask("POST", host, "/data", Visitor.NAVIGATION).status()).isEqualTo(401);
    Answer browser = visitor.ask("GET", host, "/some?a=b", Visitor.NAVIGATION);
    assertThat(browser.status()).isEqualTo(303);
    assertThat(browser.location())
        .startsWith(
            stack.api() + "/api/agents/" + agent.id() + "/open?to=%2Fsome%3Fa%3Db&browser=");
    // Who is not signed in does that first.
    Answer stranger = visitor.follow(browser.location(), Visitor.NAVIGATION);
    assertThat(stranger.location()).startsWith("/api/auth/login?return_to=%2Fapi%2Fagents%2F");
    assertThat(visitor.follow(browser.location()).status()).isEqualTo(401);
    assertThat(box.asked("/data")).isEmpty();
  }

  @Test
  void code_worksOnce_inItsBrowser_atItsPage() throws IOException {
    String start = visitor.open(agent.id(), "").location();
    String browser = visitor.follow(start).cookie("__Host-visiona_browser");
    String enter = visitor.enterAddress(browser, start);
    assertThat(visitor.follow(enter).status()).isEqualTo(403);
    String stranger = visitor.follow(start).cookie("__Host-visiona_browser");
    assertThat(visitor.follow(enter, "Cookie: " + stranger).status()).isEqualTo(403);
    Answer entered = visitor.follow(enter, "Cookie: " + browser);
    assertThat(entered.location()).isEqualTo("http://" + host + "/");
    assertThat(entered.head()).contains("; Path=/; Secure; HttpOnly; SameSite=Lax");
    assertThat(visitor.follow(enter, "Cookie: " + browser).status()).isEqualTo(403);
  }

  @Test
  void cookieOfAPage_isWorthNothingElsewhere() throws IOException {
    assertThat(
            visitor
                .ask("GET", stack.api().getAuthority(), "/api/auth/me", "Cookie: " + page)
                .status())
        .isEqualTo(401);
    String value = page.split("=", 2)[1];
    assertThat(
            visitor
                .ask(
                    "GET",
                    stack.api().getAuthority(),
                    "/api/auth/me",
                    "Cookie: visiona_session=" + value)
                .status())
        .isEqualTo(401);
    try (Person bob = stack.signIn("bob");
        TestAgent bobs =
            TestAgent.online(
                stack, bob, TestAgent.Kind.JAVA_YAMUX, "--target", box.uri().toString())) {
      Visitor he = new Visitor(stack, bob);
      String his = he.host(he.name(bobs.id()));
      assertThat(visitor.ask("GET", his, "/his", "Cookie: " + page).status()).isEqualTo(401);
      assertThat(visitor.open(bobs.id(), "").status()).isEqualTo(404);
      assertThat(box.asked("/his")).isEmpty();
    }
    // The site's own cookie opens no page.
    assertThat(visitor.ask("GET", host, "/with", "Cookie: " + alice.cookie()).status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | Origin: https://evil.example                                       | 403",
        "POST | Origin: null                                                       | 403",
        "POST | X-Nothing: said                                                    | 403",
        "DELETE | Sec-Fetch-Site: same-site                                        | 403",
        "GET  | Sec-Fetch-Site: same-site;Sec-Fetch-Mode: no-cors                  | 403",
        "GET  | Origin: http://evil.localhost;Upgrade: websocket;Connection: Upgrade | 403",
        "GET  | Upgrade: websocket;Connection: Upgrade                             | 403",
        "POST | Origin: http://HOST                                                | 200",
        "PUT  | Sec-Fetch-Site: same-origin                                        | 200",
        "GET  | Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: document | 200"
      })
  void otherSites_cannotDriveTheBox(String method, String fields, int status) throws IOException {
    String[] all = (fields.replace("HOST", host) + ";Cookie: " + page).split(";", -1);
    assertThat(visitor.ask(method, host, "/drive", all).status()).isEqualTo(status);
    assertThat(box.asked("/drive").isEmpty()).isEqualTo(status != 200);
  }

  @Test
  void newName_endsTheOldOne_andWhatIsOpenThere() throws IOException {
    try (TestAgent one =
        TestAgent.online(
            stack, alice, TestAgent.Kind.JAVA_YAMUX, "--target", box.uri().toString())) {
      String before = visitor.host(visitor.name(one.id()));
      String old = "Cookie: " + visitor.enter(one.id(), "");
      try (RawExchange stream = new RawExchange(stack.api())) {
        stream
            .send("GET /events HTTP/1.1\r\nHost: " + before + "\r\n" + old + "\r\n\r\n")
            .readThrough("data: 1\n\n");
        HttpRequest rename =
            alice
                .changing("/api/agents/" + one.id() + "/page-name")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        String name = Person.json(alice.send(rename).body()).getString("page_name");
        assertThat(visitor.host(name)).isNotEqualTo(before);
        stream.readToEnd();
      }
      Awaitility.await().atMost(SOON).until(() -> box.streams().isEmpty());
      assertThat(visitor.ask("GET", before, "/old", old).status()).isEqualTo(404);
      String there = "Cookie: " + visitor.enter(one.id(), "");
      String now = visitor.host(visitor.name(one.id()));
      assertThat(visitor.ask("GET", now, "/new", there).status()).isEqualTo(200);
    }
  }

  @Test
  void namedPage_needsItsOwnLeave_andReachesItsOwnServer() throws IOException {
    try (Box camera = new Box("camera");
        Box files = new Box("files");
        TestAgent several =
            TestAgent.online(
                stack,
                alice,
                TestAgent.Kind.JAVA_YAMUX,
                "--target",
                box.uri().toString(),
                "--page",
                "cam=" + camera.uri(),
                "--page",
                "/files=" + files.uri())) {
      assertThat(visitor.open(several.id(), "cam").status()).isEqualTo(403);
      allow(several, "{\"allow_pages\":[\"cam\",\"none\"],\"allow_proxy\":false}");
      assertThat(visitor.open(several.id(), "").status()).isEqualTo(403);
      String name = visitor.name(several.id());
      String cookie = "Cookie: " + visitor.enter(several.id(), "cam");
      assertThat(visitor.ask("GET", visitor.host(name + "-cam"), "/c", cookie).body())
          .isEqualTo("<h1>camera /c</h1>");
      assertThat(visitor.ask("GET", visitor.host(name), "/c", cookie).status()).isEqualTo(401);
      String none = "Cookie: " + visitor.enter(several.id(), "none");
      assertThat(visitor.ask("GET", visitor.host(name + "-none"), "/n", none).status())
          .isEqualTo(404);
      allow(several, "{\"allow_pages\":[],\"allow_proxy\":true}");
      assertThat(visitor.ask("GET", visitor.host(name + "-cam"), "/d", cookie).status())
          .isEqualTo(403);
      String first = "Cookie: " + visitor.enter(several.id(), "");
      assertThat(visitor.ask("GET", visitor.host(name), "/f", first, "X-Visiona-Page: cam").body())
          .isEqualTo("<h1>alice's /f</h1>");
      assertThat(visitor.ask("GET", visitor.host(name), "/files/a", first).body())
          .isEqualTo("<h1>files /files/a</h1>");
      // Nor by the other way to the agent.
      HttpRequest proxied =
          alice.request(several.proxy("/p")).header("X-Visiona-Page", "cam").build();
      assertThat(alice.send(proxied).body()).isEqualTo("<h1>alice's /p</h1>");
    }
  }

  private void allow(TestAgent which, String json) {
    HttpRequest change =
        alice
            .changing("/api/agents/" + which.id())
            .method("PATCH", HttpRequest.BodyPublishers.ofString(json))
            .build();
    assertThat(alice.send(change).statusCode()).isEqualTo(200);
  }
}
