package io.visiona.tests.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.launch.Await;
import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Person;
import io.visiona.tests.support.KeyStores;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A deployed gateway with a service behind it, keys, a PostgreSQL of its own, and callers. */
final class GatewaySite implements AutoCloseable {
  /** In progress of one caller, and of one route: less than the connections to a service. */
  static final int REQUESTS_EACH = 28;

  static final String ISSUER = "https://issuer.example.test";
  static final String AUDIENCE = "gateway";
  static final String SLACK_SECRET = "slack-signing-secret-of-the-tests-0123456789";
  static final String COLLECTOR_KEY = "key-of-the-collector-0123456789abcdef";

  /** The least time between two fetches of keys because of unknown ones. */
  static final Duration KEY_REFETCH = Duration.ofSeconds(3);

  /** The only address that is believed when it tells whom it calls for. */
  static final String PROXY = "127.0.0.2";

  static final String ORIGIN = "https://other.example.test";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final RSAKey key = KeyServer.newKey();
  private final KeyServer keys;
  private final RecordingService service;
  private final RecordingService secure;
  private final RecordingService untrusted;
  private final Collector collector = new Collector();
  private final EmbeddedPostgres postgres;
  private final Path routes;
  private final Path keyStore;
  private final Stack stack;

  GatewaySite(Map<String, String> variables) throws IOException {
    SuiteSecrets.remember("the key of a collector", COLLECTOR_KEY);
    SuiteSecrets.remember("Slack's signing secret", SLACK_SECRET);
    keys = new KeyServer(key);
    Path folder =
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target", "gateway").toAbsolutePath()), "site");
    routes = folder.resolve("routes.yaml");
    service = new RecordingService();
    keyStore = keyStore(folder, "own");
    secure = secure(keyStore);
    untrusted = secure(keyStore(folder, "stranger"));
    postgres = EmbeddedServers.postgres();
    writeRoutes(usual());
    Map<String, String> all = new TreeMap<>();
    all.put(
        "VISIONA_DB_URL",
        postgres.getJdbcUrl("postgres", "postgres") + "&connectTimeout=2&socketTimeout=5");
    all.put("VISIONA_DB_USER", "postgres");
    all.put("visiona.gateway.routes", routes.toString());
    all.put("visiona.gateway.jwt.algorithm", "RS256");
    all.put("visiona.gateway.jwt.jwks-url", keys.uri().toString());
    all.put("visiona.gateway.jwt.issuer", ISSUER);
    all.put("visiona.gateway.jwt.audience", AUDIENCE);
    all.put("visiona.gateway.jwt.key-refetch-interval", KEY_REFETCH.toSeconds() + "s");
    // One caller does what in life many do.
    all.put("visiona.gateway.requests-per-caller", Integer.toString(REQUESTS_EACH));
    all.put("visiona.gateway.requests-per-route", Integer.toString(REQUESTS_EACH));
    all.put("visiona.gateway.circuit-open", "1s");
    all.put("visiona.gateway.user-cache-ttl", "1s");
    all.put("visiona.cors.origins", ORIGIN);
    all.put("visiona.trusted-proxies", PROXY + "/32, 10.0.0.0/8");
    all.put("slack.test.secret", SLACK_SECRET);
    all.put("otel.sdk.disabled", "false");
    all.put("otel.exporter.otlp.endpoint", collector.uri().toString());
    all.put("otel.exporter.otlp.headers", Collector.KEY_HEADER + "=" + COLLECTOR_KEY);
    all.put("otel.service.name", "gateway-of-the-tests");
    all.put("otel.resource.attributes", "deployment.environment.name=test");
    all.put("otel.bsp.schedule.delay", "200");
    all.put("visiona.tls.key-store", keyStore.toString());
    all.put("visiona.tls.key-store-password", KeyStores.PASSWORD);
    all.putAll(variables);
    stack = Stack.allInOne(all);
  }

  /** The server's key and its certificate. */
  Path keyStore() {
    return keyStore;
  }

  private static Path keyStore(Path folder, String name) throws IOException {
    try {
      return KeyStores.create(folder, name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private static RecordingService secure(Path keyStore) throws IOException {
    try {
      return RecordingService.secure(keyStore);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The table most tests use; the service's paths are those below {@code /gateway}. */
  String usual() {
    return """
    routes:
      - {path: /open/*, service: echo, url: "%1$s", auth_required: false, rate_limit: none}
      - {path: /closed/*, service: echo, url: "%1$s", rate_limit: none}
      - {path: /closed/with-token/*, service: echo, url: "%1$s", rate_limit: none, forward_token: true}
      - {path: /ops/*, service: echo, url: "%1$s", rate_limit: none, require: {claim: groups, any: [ops, admin]}, headers: {X-User-Groups: groups}}
      - {path: /encoded/*, service: echo, url: "%1$s", auth_required: false, rate_limit: none, encoded_path: true}
      - {path: /sockets/*, service: echo, url: "%1$s", rate_limit: none, bearer_subprotocol: true}
      - {path: /limited/*, service: echo, url: "%1$s", rate_limit: 60/min}
      - {path: /limited-open/*, service: echo, url: "%1$s", rate_limit: 3/h, auth_required: false}
      - {path: /limited-by-network/*, service: echo, url: "%1$s", rate_limit: 3/h, auth_required: false}
      - {path: /common/*, service: echo, url: "%1$s"}
      - {path: /read-only/*, service: echo, url: "%1$s", auth_required: false, rate_limit: none, methods: [GET, PURGE]}
      - {path: /slow/*, service: slow, url: "%1$s", auth_required: false, rate_limit: none, response_timeout: 500ms, idle_timeout: 1s}
      - {path: /raw/*, service: slack, url: "%1$s", auth_required: false, rate_limit: none, raw_body: true}
      - {path: /slack/*, service: slack, url: "%1$s", auth_required: false, rate_limit: none, raw_body: true, slack_secret: slack.test.secret}
      - {path: /down/*, service: nobody, url: "http://127.0.0.1:9", auth_required: false, rate_limit: none}
      - {path: /faulty/*, service: faulty, url: "%1$s", auth_required: false, rate_limit: none}
      - {path: /odd/*, service: odd, url: "%1$s", auth_required: false, rate_limit: none}
      - {path: /based/*, service: echo, url: "%1$s/base/", auth_required: false, rate_limit: none}
      - {path: /tls/*, service: tls, url: "%2$s", auth_required: false, rate_limit: none}
      - {path: /tls-untrusted/*, service: tls-untrusted, url: "%3$s", auth_required: false, rate_limit: none}
      - {path: /tls-other-name/*, service: tls-other-name, url: "https://localhost:%4$d", auth_required: false, rate_limit: none}
    """
        .formatted(service.uri(), secure.uri(), untrusted.uri(), secure.port());
  }

  /** Replaces the file at once, as an operator's tool does. */
  void writeRoutes(String text) throws IOException {
    Path draft = routes.resolveSibling("draft");
    Files.writeString(draft, text);
    Files.move(draft, routes, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The usual table, in force. */
  void restoreRoutes() throws IOException {
    writeRoutes(usual());
    if (!Await.until(LIMIT, () -> get("/open/restored").statusCode() == 200)) {
      throw new IllegalStateException("the usual routes do not come back");
    }
  }

  RecordingService service() {
    return service;
  }

  /** One whose certificate the server trusts. */
  RecordingService secure() {
    return secure;
  }

  /** One whose certificate nobody trusts. */
  RecordingService untrusted() {
    return untrusted;
  }

  /** Who collects the traces. */
  Collector collector() {
    return collector;
  }

  KeyServer keys() {
    return keys;
  }

  RSAKey key() {
    return key;
  }

  Stack stack() {
    return stack;
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  /** The port that has nothing but the gateway. */
  URI gateway() {
    return URI.create("http://127.0.0.1:" + stack.ports().gateway());
  }

  /** A person services know, as imported. */
  UUID importUser(String username) {
    UUID id = UUID.randomUUID();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO users (id, username) VALUES (?, ?)")) {
      insert.setObject(1, id);
      insert.setString(2, username);
      insert.executeUpdate();
      return id;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A name nobody has. */
  static String newName() {
    return "user-" + UUID.randomUUID();
  }

  /** Good claims. */
  static JWTClaimsSet.Builder claims(String username) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("subject of " + username)
        .claim("username", username)
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(600)));
  }

  /** A good token. */
  String token(String username) {
    return token(username, claims -> claims);
  }

  String token(String username, UnaryOperator<JWTClaimsSet.Builder> change) {
    return sign(
        key,
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build(),
        change.apply(claims(username)).build());
  }

  static String sign(RSAKey with, JWSHeader header, JWTClaimsSet claims) {
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new RSASSASigner(with));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    String token = jwt.serialize();
    SuiteSecrets.remember("a bearer token", token);
    return token;
  }

  /** GET below {@code /gateway} on the gateway's port. */
  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).build());
  }

  /** GET with a token. */
  HttpResponse<String> getAs(String token, String path, String... headers) {
    return send(request(path, headers).header("Authorization", "Bearer " + token).build());
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway().resolve("/gateway" + path)).timeout(LIMIT);
    return headers.length == 0 ? request : request.headers(headers);
  }

  static HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A connection to the gateway's port. */
  RawExchange raw() throws IOException {
    return new RawExchange(gateway());
  }

  /** The beginning of a request to the gateway's port. */
  String head(String method, String path) {
    return method + " /gateway" + path + " HTTP/1.1\r\nHost: " + gateway().getAuthority() + "\r\n";
  }

  /** What an error says. */
  static JsonObject error(HttpResponse<String> answer) {
    return Person.json(answer.body()).getJsonObject("error");
  }

  static String code(HttpResponse<String> answer) {
    return answer.body().startsWith("{") ? error(answer).getString("code") : answer.body();
  }

  @Override
  public void close() throws IOException {
    try (keys;
        service;
        secure;
        untrusted;
        collector;
        postgres) {
      stack.close();
    }
  }
}
