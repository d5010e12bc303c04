package io.visiona.tests.signin;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.visiona.tests.support.SuiteSecrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider that is correct until a test tells it otherwise: it can forge any token, count
 * what it is asked, change keys, be away and come back at the same address. As strict as a real one
 * with codes, PKCE and the client's authentication. Thread-safe.
 */
final class ScriptedProvider implements AutoCloseable {
  static final String CLIENT = "visiona";

  final List<RSAKey> published = new CopyOnWriteArrayList<>();

  /** Published beside the keys, as they are. */
  final List<Object> oddKeys = new CopyOnWriteArrayList<>();

  final Map<String, Object> metadata = new ConcurrentHashMap<>();
  final AtomicInteger discoveries = new AtomicInteger();
  final AtomicInteger keyFetches = new AtomicInteger();
  final List<TokenCall> tokenCalls = new CopyOnWriteArrayList<>();

  /** What was said to be accepted, request by request. */
  final List<String> encodings = new CopyOnWriteArrayList<>();

  /** Paths that nobody has any business with. */
  final List<String> strayRequests = new CopyOnWriteArrayList<>();

  private volatile RSAKey key = Forge.newKey();
  private final @Nullable String clientSecret;
  private final Map<String, Grant> codes = new ConcurrentHashMap<>();
  private final Map<String, Grant> refreshTokens = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final int port;
  private @Nullable HttpServer server;
  private volatile Function<Grant, @Nullable String> idToken = this::goodIdToken;
  private volatile @Nullable String tokenError;
  private volatile UnaryOperator<Map<String, Object>> tokenChange = UnaryOperator.identity();
  private volatile UnaryOperator<byte[]> coding = UnaryOperator.identity();
  private volatile String discoveryPrefix = "";
  private volatile String subject = "nobody-yet";

  /**
   * Starts on a free port.
   *
   * @param clientSecret of our client; null when it is public
   */
  ScriptedProvider(@Nullable String clientSecret) {
    this.clientSecret = clientSecret;
    SuiteSecrets.remember("client secret", clientSecret);
    this.server = listen(0);
    this.port = server.getAddress().getPort();
    reset();
  }

  /** From now on it signs with a new key, and publishes that one only. */
  void rotateKey() {
    key = Forge.newKey();
    published.clear();
    published.add(key);
  }

  /** As {@link #rotateKey}, and the new key has the id of the old one. */
  void rotateKeyUnderTheSameId() {
    String id = key.getKeyID();
    key = new RSAKey.Builder(Forge.newKey()).keyID(id).build();
    published.clear();
    published.add(key);
  }

  /** Changes what the token endpoint answers when it grants. */
  void changeTokens(UnaryOperator<Map<String, Object>> change) {
    tokenChange = change;
  }

  /** All answers come as gzip, whether or not somebody asked for that. */
  void compress() {
    coding = ScriptedProvider::gzip;
  }

  /** What stands in front of the discovery document. */
  void prefixDiscovery(String text) {
    discoveryPrefix = text;
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Correct again, all counts zero. A key that was replaced does not come back. */
  void reset() {
    comeBack();
    idToken = this::goodIdToken;
    tokenError = null;
    tokenChange = UnaryOperator.identity();
    coding = UnaryOperator.identity();
    discoveryPrefix = "";
    oddKeys.clear();
    published.clear();
    published.add(key);
    discoveries.set(0);
    keyFetches.set(0);
    tokenCalls.clear();
    strayRequests.clear();
    encodings.clear();
    metadata.clear();
    metadata.putAll(
        Map.of(
            "issuer",
            issuer(),
            "authorization_endpoint",
            issuer() + "/authorize",
            "token_endpoint",
            issuer() + "/token",
            "jwks_uri",
            issuer() + "/keys",
            "end_session_endpoint",
            issuer() + "/logout",
            "subject_types_supported",
            List.of("public"),
            "response_types_supported",
            List.of("code"),
            "id_token_signing_alg_values_supported",
            List.of("RS256"),
            "authorization_response_iss_parameter_supported",
            true));
  }

  String issuer() {
    return "http://127.0.0.1:" + port;
  }

  /** The key it signs with by default. */
  RSAKey key() {
    return key;
  }

  /** What ID token a grant gets; null for none. */
  void script(Function<Grant, @Nullable String> tokens) {
    idToken = tokens;
  }

  /** The token endpoint refuses everything with this OAuth error from now on. */
  void refuseTokens(String error) {
    tokenError = error;
  }

  /** Whom {@code /authorize} signs in, for browsers that go there by themselves. */
  void signsIn(String person) {
    subject = person;
  }

  /** The person consents; the code for the redirect. */
  String consent(Map<String, String> request, String person) {
    String code = "code-" + UUID.randomUUID();
    SuiteSecrets.remember("authorization code", code);
    codes.put(code, Grant.of(issuer(), request, person));
    return code;
  }

  /** The grant a code stands for, while it was not exchanged. */
  Grant granted(String code) {
    return Optional.ofNullable(codes.get(code)).orElseThrow();
  }

  synchronized void goAway() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  synchronized void comeBack() {
    if (server == null) {
      server = listen(port);
    }
  }

  @Override
  public void close() {
    goAway();
    threads.shutdownNow();
  }

  private HttpServer listen(int at) {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
      made.setExecutor(threads);
      made.createContext("/", this::stray);
      made.createContext("/.well-known/openid-configuration", this::discovery);
      made.createContext("/keys", this::keys);
      made.createContext("/token", this::token);
      made.createContext("/authorize", this::authorize);
      made.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stray(HttpExchange exchange) throws IOException {
    strayRequests.add(exchange.getRequestURI().getPath());
    answer(exchange, 404, Map.of());
  }

  private void discovery(HttpExchange exchange) throws IOException {
    discoveries.incrementAndGet();
    send(exchange, 200, discoveryPrefix + JSONObject.toJSONString(metadata));
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyFetches.incrementAndGet();
    List<Object> keys = new ArrayList<>(oddKeys);
    published.forEach(one -> keys.add(one.toPublicJWK().toJSONObject()));
    // As a text: a set may hold null.
    send(exchange, 200, "{\"keys\":" + JSONArray.toJSONString(keys) + "}");
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> request = parameters(exchange.getRequestURI().getRawQuery());
    Map<String, List<String>> response = new LinkedHashMap<>();
    response.put("code", List.of(consent(request, subject)));
    response.put("state", List.of(request.getOrDefault("state", "")));
    response.put("iss", List.of(issuer()));
    URI back =
        URI.create(
            request.getOrDefault("redirect_uri", "")
                + "?"
                + URLUtils.serializeParameters(response));
    exchange.getResponseHeaders().set("Location", back.toString());
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    TokenCall call = TokenCall.read(exchange);
    tokenCalls.add(call);
    String error = tokenError != null ? tokenError : ClientCheck.problem(call, clientSecret);
    if (error != null) {
      answer(exchange, 400, Map.of("error", error));
      return;
    }
    Optional<Grant> grant =
        call.field("grant_type").equals(Optional.of("refresh_token"))
            ? call.field("refresh_token").map(refreshTokens::remove)
            : call.field("code")
                .map(codes::remove)
                .filter(granted -> ClientCheck.proves(call, granted));
    if (grant.isEmpty()) {
      answer(exchange, 400, Map.of("error", "invalid_grant"));
    } else {
      answer(exchange, 200, tokens(grant.get()));
    }
  }

  private Map<String, Object> tokens(Grant grant) {
    Map<String, Object> tokens = new HashMap<>();
    String refresh = "refresh-" + UUID.randomUUID();
    refreshTokens.put(refresh, grant);
    tokens.put("access_token", "access-" + UUID.randomUUID());
    tokens.put("refresh_token", refresh);
    tokens.put("token_type", "Bearer");
    tokens.put("expires_in", 300);
    String id = idToken.apply(grant);
    if (id != null) {
      tokens.put("id_token", id);
    }
    tokens.forEach((name, value) -> SuiteSecrets.remember(name, value.toString()));
    return tokenChange.apply(tokens);
  }

  private String goodIdToken(Grant grant) {
    return Forge.sign(key, grant.claims().build());
  }

  static Map<String, String> parameters(String rawQuery) {
    Map<String, String> first = new LinkedHashMap<>();
    URLUtils.parseParameters(rawQuery)
        .forEach((name, values) -> first.put(name, values.getFirst()));
    return first;
  }

  private void answer(HttpExchange exchange, int status, Map<String, Object> json)
      throws IOException {
    send(exchange, status, JSONObject.toJSONString(json));
  }

  private void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] plain = json.getBytes(StandardCharsets.UTF_8);
    byte[] body = coding.apply(plain);
    if (body != plain) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    encodings.add(String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding")));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
