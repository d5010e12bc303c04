package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.signin.DeployedRoutes.Route;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every endpoint there is, as a stranger and as somebody else. */
@OnSites
final class EndpointWalkIT {
  /** How many there are. Only grows. */
  private static final int ENDPOINTS = 95;

  /**
   * Answers its caller's own things without an end; what others see of it has a test of its own.
   */
  private static final String ENDLESS = "/api/events GET";

  /** Tells who asks what they did themselves, with the ids that they sent. */
  private static final String OWN_ACTS = "/api/audit GET";

  /**
   * What needs no session, each for a reason of its own; an endpoint comes here only by decision.
   */
  private static final Set<String> PUBLIC =
      Set.of(
          "/api/auth/login GET",
          "/api/auth/callback GET",
          "/api/auth/backchannel-logout POST",
          "/api/auth/device POST",
          "/api/auth/device/token POST",
          "/api/pairing/exchange POST",
          "/api/model-files/{id} GET",
          "/healthz GET",
          "/health/live GET",
          "/health/ready GET",
          "/health/started GET",
          "/openapi GET");

  /** What the container asks for when something failed; nobody else. */
  private static final Set<String> CONTAINERS_OWN = Set.of("/error-page GET", "/api/cut GET");

  private static final String NAME = "Kitchen camera of the first person";
  private static final String LABEL = "Label of the first person";

  private static SortedSet<Route> routes = new TreeSet<>();

  private final Site site;

  EndpointWalkIT(Site site) {
    this.site = site;
  }

  @BeforeAll
  static void readRoutes() throws Exception {
    routes = DeployedRoutes.all();
  }

  @Test
  void thereAreAsManyAsThereWere() {
    assertThat(routes).hasSizeGreaterThanOrEqualTo(ENDPOINTS);
    assertThat(routes.stream().map(Route::toString).filter(PUBLIC::contains)).hasSameSizeAs(PUBLIC);
  }

  @Test
  void descriptionOfTheApi_hasEveryDeployedRoute_andNothingElse() {
    JsonObject paths = Person.json(site.browser().get("/openapi").body()).getJsonObject("paths");
    Set<String> described = new TreeSet<>();
    paths.forEach((path, item) ->
        item.asJsonObject().keySet().stream()
            .filter(key -> !key.equals("parameters"))
            .forEach(method -> described.add(path + " " + method.toUpperCase(Locale.ROOT))));
    Set<String> deployed =
        routes.stream()
            .map(Route::toString)
            .filter(route -> !CONTAINERS_OWN.contains(route))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(deployed);
  }

  @Test
  void withoutASession_each_is401() {
    SoftAssertions all = new SoftAssertions();
    for (Route route : routes) {
      if (!PUBLIC.contains(route.toString())) {
        HttpResponse<String> response =
            site.browser()
                .change(
                    route.method(),
                    fill(route, "00000000-0000-4000-8000-000000000000", Map.of()),
                    body(route));
        all.assertThat(response.statusCode()).as(route.toString()).isEqualTo(401);
        all.assertThat(code(response)).as(route.toString()).isEqualTo("unauthenticated");
      }
    }
    all.assertAll();
  }

  @Test
  void asAnotherPerson_eachThatNamesSomething_is403Or404_andTellsNothing() {
    Browser first = site.signedIn();
    Map<String, String> theirs = belongings(first);
    String second = Site.somebody();
    SoftAssertions all = new SoftAssertions();
    for (Route route : routes) {
      if (!PUBLIC.contains(route.toString()) && !route.toString().equals(ENDLESS)) {
        String path = fill(route, "1", theirs);
        String asking = route.toString().equals(OWN_ACTS) ? Site.somebody() : second;
        // A session for each, because some of them end it.
        HttpResponse<String> response =
            site.signedIn(asking).change(route.method(), path, body(route));
        if (route.varies()) {
          all.assertThat(response.statusCode()).as("%s %s", route.method(), path).isIn(403, 404);
        }
        all.assertThat(leaks(response.body(), theirs)).as("%s %s", route.method(), path).isEmpty();
      }
    }
    all.assertAll();
    assertThat(belongingsNow(first)).as("what the first person has is untouched").isEqualTo(theirs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/",
        "/api/nothing",
        "/api/auth",
        "/api/auth/nothing",
        "/api/auth/login/",
        "/api/auth/login/x",
        "/api/auth//login",
        "/api/auth/%6cogin",
        "/api//auth/me",
        "/API/agents",
        "/ws",
        "/ws/nothing",
        "/ws/agents/00000000-0000-4000-8000-000000000000/events",
        "/error-page"
      })
  void withoutASession_whatDoesNotExist_is401(String path) {
    HttpResponse<String> response = site.browser().get(path);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(code(response)).isEqualTo("unauthenticated");
  }

  /** Whatever it would be once resolved. */
  @ParameterizedTest
  @ValueSource(strings = {"/api/auth/login;x=1/../me", "/console.css/../api/agents"})
  void pathThatLeadsElsewhere_is400(String path) {
    HttpResponse<String> response = site.browser().get(path);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("bad_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/internal", "/internal/agents/introspect", "/internal/nothing"})
  void callsBetweenTheServers_doNotExistForBrowsers(String path) {
    assertThat(site.browser().get(path).statusCode()).isEqualTo(404);
    assertThat(site.signedIn().change("POST", path, "{}").statusCode()).isEqualTo(404);
  }

  /** An agent, a pairing code, a conversion and the session of a person. */
  private Map<String, String> belongings(Browser person) {
    String code =
        Person.json(person.change("POST", "/api/pairing/tokens", text("label", LABEL)).body())
            .getString("code");
    String exchange =
        Json.createObjectBuilder()
            .add("code", code)
            .add("name", NAME)
            .add("platform", "test")
            .build()
            .toString();
    assertThat(
            site.browser()
                .send("POST", "/api/pairing/exchange", exchange, "Content-Type", "application/json")
                .statusCode())
        .isEqualTo(201);
    assertThat(person.change("POST", "/api/pairing/tokens", text("label", LABEL)).statusCode())
        .isEqualTo(201);
    assertThat(convert(person).statusCode()).isEqualTo(202);
    assertThat(upload(person).statusCode()).isEqualTo(201);
    return belongingsNow(person);
  }

  private static HttpResponse<String> convert(Browser person) {
    String part = "--walk\r\nContent-Disposition: form-data; name=";
    String body =
        part
            + "\"name\"\r\n\r\n"
            + NAME
            + "\r\n"
            + part
            + "\"target_chip\"\r\n\r\nKL720\r\n"
            + part
            + "\"file\"; filename=\"m.onnx\"\r\n\r\nbytes\r\n--walk--\r\n";
    return person.changeAs("multipart/form-data; boundary=walk", "POST", "/api/conversions", body);
  }

  private HttpResponse<String> upload(Browser person) {
    String body =
        "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n"
            + NAME
            + "\r\n--B\r\nContent-Disposition: form-data; name=\"chip\"\r\n\r\nKL720\r\n--B\r\nContent-Disposition: form-data;"
            + " name=\"file\"; filename=\"m.nef\"\r\n\r\nfile\r\n--B--\r\n";
    return person.send(
        "POST",
        "/api/models",
        body,
        "Content-Type",
        "multipart/form-data; boundary=B",
        "X-CSRF",
        "1",
        "Origin",
        site.publicUrl());
  }

  private static Map<String, String> belongingsNow(Browser person) {
    return Map.of(
        "conversion", firstId(person.get("/api/conversions")),
        "agent", firstId(person.get("/api/agents")),
        "models", firstId(person.get("/api/models")),
        "tokens", firstId(person.get("/api/pairing/tokens")),
        "sessions", firstId(person.get("/api/auth/sessions")),
        "subject", Person.json(person.get("/api/auth/me").body()).getString("subject"));
  }

  private static String firstId(HttpResponse<String> list) {
    assertThat(list.statusCode()).isEqualTo(200);
    return Person.json(list.body()).getJsonArray("items").getJsonObject(0).getString("id");
  }

  /**
   * Puts the person's own ids where the path names things: by the parameter's name, or by the
   * collection before it.
   */
  private static String fill(Route route, String otherwise, Map<String, String> theirs) {
    StringBuilder path = new StringBuilder();
    String before = "";
    for (String segment : route.template().substring(1).split("/", -1)) {
      String name = segment.startsWith("{") ? segment.replaceAll("[{}]|:.*", "") : "";
      String value =
          name.isEmpty()
              ? segment
              : theirs.getOrDefault(name, theirs.getOrDefault(before, otherwise));
      path.append('/').append(value);
      before = segment;
    }
    return path.toString();
  }

  private static Set<String> leaks(String body, Map<String, String> theirs) {
    Set<String> secrets = new TreeSet<>(theirs.values());
    secrets.add(NAME);
    secrets.add(LABEL);
    return secrets.stream().filter(body::contains).collect(Collectors.toSet());
  }

  private static String body(Route route) {
    return route.method().equals("GET") ? "" : "{}";
  }

  private static String text(String name, String value) {
    JsonObject json = Json.createObjectBuilder().add(name, value).build();
    return json.toString();
  }

  private static String code(HttpResponse<String> response) {
    return response.body().startsWith("{")
        ? Person.json(response.body()).getJsonObject("error").getString("code")
        : response.body();
  }
}
