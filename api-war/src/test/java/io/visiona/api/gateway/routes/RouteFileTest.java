package io.visiona.api.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.gateway.limit.RequestQuota;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteFileTest {
  private static final String ROW = "  - {path: /a/*, service: s, url: \"http://localhost:1\"%s}\n";

  private static ReadRoutes read(String text) {
    return RouteFile.read(text.getBytes(StandardCharsets.UTF_8), key -> key.equals("KNOWN"));
  }

  private static GatewayRouteTable valid(String text) {
    if (read(text) instanceof ReadRoutes.Valid(GatewayRouteTable table)) {
      return table;
    }
    throw new AssertionError(read(text).toString());
  }

  private static List<String> problems(String text) {
    return read(text) instanceof ReadRoutes.Invalid(List<RouteProblem> problems)
        ? problems.stream().map(RouteProblem::toString).toList()
        : List.of();
  }

  private static GatewayRoute match(GatewayRouteTable table, String path) {
    return table.match(new RequestPath(path)).orElseThrow();
  }

  @Test
  void exampleOfTheDocumentation_isValid() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "gateway.md"));
    Matcher yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(guide);
    assertThat(yaml.find()).isTrue();
    ReadRoutes read =
        RouteFile.read(
            yaml.group(1).getBytes(StandardCharsets.UTF_8), "SLACK_SIGNING_SECRET"::equals);
    assertThat(read).isInstanceOf(ReadRoutes.Valid.class);
    GatewayRouteTable table = ((ReadRoutes.Valid) read).table();
    assertThat(table.routes()).hasSize(5);
    assertThat(match(table, "/api/items/gmail/1").url().getPort()).isEqualTo(9024);
    assertThat(match(table, "/slack/events").rawBody()).isTrue();
    assertThat(match(table, "/api/auth/login").authRequired()).isFalse();
  }

  @Test
  void defaults_areTheStrictOnes() {
    GatewayRoute route = valid("routes:\n" + ROW.formatted("")).routes().getFirst();
    assertThat(route.authRequired()).isTrue();
    assertThat(route.forwardToken()).isFalse();
    assertThat(route.rawBody()).isFalse();
    assertThat(route.unlimited()).isFalse();
    assertThat(route.rateLimit()).isEmpty();
    assertThat(route.methods()).isEqualTo(GatewayRoute.USUAL_METHODS);
    assertThat(route.responseTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void everyOption_isRead() {
    GatewayRoute route =
        valid(
                "routes:\n"
                    + ROW.formatted(
                        ", auth_required: false, rate_limit: 10/s, raw_body: true, forward_token:"
                            + " true, methods: [GET, PURGE], response_timeout: 2s, idle_timeout:"
                            + " 1m, slack_secret: KNOWN"))
            .routes()
            .getFirst();
    assertThat(route.authRequired()).isFalse();
    assertThat(route.rateLimit()).contains(new RequestQuota(10, Duration.ofSeconds(1)));
    assertThat(route.forwardToken()).isTrue();
    assertThat(route.methods()).containsExactlyInAnyOrder("GET", "PURGE");
    assertThat(route.addedMethods()).containsExactly("PURGE");
    assertThat(route.responseTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(route.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(route.slackSecret()).contains("KNOWN");
  }

  @Test
  void json_isRead() {
    assertThat(
            valid(
                    "{\"routes\": [{\"path\": \"/a\", \"service\": \"s\", \"url\":"
                        + " \"https://h/base\"}]}")
                .routes())
        .hasSize(1);
    assertThat(valid("routes: []").routes()).isEmpty();
  }

  @Test
  void longestPath_wins_exactBeforePrefix_atWholeSegments() {
    GatewayRouteTable table =
        valid(
            """
            routes:
              - {path: /*, service: root, url: "http://h"}
              - {path: /a/*, service: a, url: "http://h"}
              - {path: /a/b/*, service: ab, url: "http://h"}
              - {path: /a/b, service: exact, url: "http://h"}
            """);
    assertThat(match(table, "/a/b").service()).isEqualTo("exact");
    assertThat(match(table, "/a/b/").service()).isEqualTo("ab");
    assertThat(match(table, "/a/b/c").service()).isEqualTo("ab");
    assertThat(match(table, "/a/bc").service()).isEqualTo("a");
    assertThat(match(table, "/a").service()).isEqualTo("a");
    assertThat(match(table, "/ab").service()).isEqualTo("root");
    assertThat(match(table, "/").service()).isEqualTo("root");
  }

  @Test
  void everyProblem_isTold_withItsLine() {
    assertThat(
            problems(
                """
                routes:
                  - path: /ok/*
                    service: ok
                    url: http://localhost:1
                  - path: api
                    service: "bad name"
                    url: ftp://localhost
                    auth_required: yes
                    rate_limit: 60 per minute
                    methods: [get, TRACE]
                    response_timeout: soon
                    slack_secret: UNKNOWN
                    rate_limits: 1/s
                  - path: /ok/*
                    service: ok
                    url: http://localhost:2
                  - service: x
                    service: y
                    url: http://user@localhost
                """))
        .containsExactly(
            "line 5: \"path\" must be a path such as /api/items or /api/items/*, spelled as it is"
                + " after normalisation",
            "line 6: \"service\" must have 1 to 64 letters, digits and _ . -",
            "line 7: \"url\" must be an absolute http(s) URL without user information, query or"
                + " fragment",
            "line 8: \"auth_required\" must be true or false",
            "line 9: \"rate_limit\" must be such as 60/min, 10/s, 1000/h, or none",
            "line 10: \"methods\" has something that is no method in capitals, or is never"
                + " forwarded",
            "line 10: \"methods\" has something that is no method in capitals, or is never"
                + " forwarded",
            "line 11: \"response_timeout\" must be a duration such as 30s, from 100ms to 1h",
            "line 12: \"slack_secret\" needs raw_body: true and auth_required: false",
            "line 12: \"slack_secret\" must name a configuration key or environment variable that"
                + " is set",
            "line 13: \"rate_limits\" is not known",
            "line 14: the path is that of the route in line 2",
            "line 17: \"path\" is missing",
            "line 18: \"service\" is there twice",
            "line 19: \"url\" must be an absolute http(s) URL without user information, query or"
                + " fragment");
  }

  @Test
  void oneServiceName_isOnePlace() {
    assertThat(
            problems(
                "routes:\n"
                    + ROW.formatted("")
                    + "  - {path: /b, service: s, url: \"http://localhost:2\"}\n"))
        .containsExactly("line 3: another route has a service of this name elsewhere");
  }

  @Test
  void whatIsNoTable_isRefused() {
    assertThat(problems("")).hasSize(1);
    assertThat(problems("x")).hasSize(1);
    assertThat(problems("[]")).hasSize(1);
    assertThat(problems("routes:")).hasSize(1);
    assertThat(problems("routes: {}")).hasSize(1);
    assertThat(problems("routes: [1]")).hasSize(1);
    assertThat(problems("rotues: []")).hasSize(2);
    assertThat(problems("routes:\n  - {path: /a, \n x"))
        .singleElement()
        .asString()
        .startsWith("line ")
        .contains("not YAML or JSON");
    assertThat(problems("routes: &a []")).singleElement().asString().contains("anchors");
    assertThat(problems("routes: []\n---\nroutes: []")).hasSize(1);
  }

  @Test
  void hostileFiles_areRefused_andNothingIsRun() {
    assertThat(
            problems(
                "routes:\n"
                    + ROW.formatted(", methods: &m [GET]")
                    + "  - {path: /b, service: b, url: \"http://h\", methods: *m}\n"))
        .isNotEmpty();
    assertThat(
            problems("!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://localhost/\"]]"))
        .isNotEmpty();
    assertThat(problems("a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nroutes: *c")).isNotEmpty();
    assertThat(problems("[".repeat(200_000))).isNotEmpty();
    assertThat(RouteFile.read(new byte[RouteFile.MOST_BYTES + 1], key -> true))
        .isInstanceOf(ReadRoutes.Invalid.class);
    assertThat(RouteFile.read(new byte[] {(byte) 0xff}, key -> true))
        .isInstanceOf(ReadRoutes.Invalid.class);
  }

  @Test
  void liveTable_changesOnlyToWhatIsValidAndSettled(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("routes.yaml");
    List<Boolean> judged = new ArrayList<>();
    LiveRoutes live = new LiveRoutes(() -> file, key -> false, judged::add);
    live.load();
    assertThat(live.table()).as("no file").isEmpty();
    Files.writeString(file, "routes: [");
    live.load();
    assertThat(live.table()).as("never a valid file").isEmpty();
    Files.writeString(file, "routes:\n" + ROW.formatted(""));
    live.look();
    assertThat(live.table()).as("seen once: may still be being written").isEmpty();
    live.look();
    assertThat(live.table().orElseThrow().routes()).hasSize(1);
    Files.writeString(file, "routes:\n  - {}");
    live.look();
    live.look();
    live.look();
    assertThat(live.table().orElseThrow().routes()).as("the old one stays").hasSize(1);
    Files.delete(file);
    live.look();
    assertThat(live.table().orElseThrow().routes()).as("a missing file changes nothing").hasSize(1);
    Files.writeString(file, "routes: []");
    live.look();
    live.look();
    assertThat(live.table().orElseThrow().routes()).isEmpty();
    assertThat(judged).containsExactly(false, true, false, true);
  }

  @Test
  void conditionsAndHeadersOfClaims_areRead() {
    GatewayRoute route =
        valid(
                "routes:\n"
                    + ROW.formatted(
                        ", require: {claim: groups, any: [ops, admin]},"
                            + " headers: {X-User-Groups: groups, X-Tenant: tid},"
                            + " encoded_path: true, bearer_subprotocol: true"))
            .routes()
            .getFirst();
    assertThat(route.require()).contains(new Requirement("groups", Set.of("ops", "admin")));
    assertThat(route.require().orElseThrow().isMetBy(List.of("dev", "ops"))).isTrue();
    assertThat(route.require().orElseThrow().isMetBy(List.of("dev"))).isFalse();
    assertThat(route.require().orElseThrow().isMetBy(List.of())).isFalse();
    assertThat(route.headers())
        .containsExactly(Map.entry("X-User-Groups", "groups"), Map.entry("X-Tenant", "tid"));
    assertThat(route.encodedPath()).isTrue();
    assertThat(route.bearerSubprotocol()).isTrue();
    GatewayRoute plain = valid("routes:\n" + ROW.formatted("")).routes().getFirst();
    assertThat(plain.require()).isEmpty();
    assertThat(plain.headers()).isEmpty();
    assertThat(plain.encodedPath()).isFalse();
    assertThat(plain.bearerSubprotocol()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", require: ops",
        ", require: {claim: groups}",
        ", require: {any: [ops]}",
        ", require: {claim: groups, any: []}",
        ", require: {claim: groups, any: [ops], all: [x]}",
        ", auth_required: false, require: {claim: groups, any: [ops]}",
        ", headers: [X-User-Groups]",
        ", headers: {X-User-Id: sub}",
        ", headers: {X-UserId: sub}",
        ", headers: {X_User_Groups: groups}",
        ", headers: {Authorization: groups}",
        ", headers: {X-Forwarded-Groups: groups}",
        ", headers: {X-Groups: groups, x-groups: other}",
        ", headers: {X-Groups: [groups]}",
        ", auth_required: false, headers: {X-Groups: groups}",
        ", auth_required: false, bearer_subprotocol: true"
      })
  void conditionsThatMeanNothing_areProblems(String fields) {
    assertThat(problems("routes:\n" + ROW.formatted(fields))).isNotEmpty();
  }
}
