package io.visiona.api.identity.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.visiona.api.identity.oidc.LogoutTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider that says whatever a test wants it to, over real HTTP. Correct until told
 * otherwise.
 */
final class ScriptedProvider implements AutoCloseable {
  static final String CLIENT = "visiona";
  static final String SECRET = "a-secret:with/odd characters%";

  record Answer(int status, String body) {}

  /** A key the provider does not publish until told to; made once, because making keys is slow. */
  static final RSAKey OTHER_KEY = newKey();

  private static final RSAKey KEY = newKey();

  final RSAKey key = KEY;
  final List<RSAKey> published = new CopyOnWriteArrayList<>(List.of(key));
  final Map<String, Object> metadata = new LinkedHashMap<>();
  final AtomicInteger discoveries = new AtomicInteger();
  final AtomicInteger keyFetches = new AtomicInteger();
  final AtomicInteger exchanges = new AtomicInteger();
  final List<Map<String, List<String>>> forms = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  volatile Function<String, String> idToken = nonce -> sign(key, claims(nonce).build());
  volatile @Nullable Answer tokenAnswer;
  volatile @Nullable Answer discoveryAnswer;
  volatile @Nullable Answer keysAnswer;
  volatile String nonce = "";

  /** Token requests are answered once it is open. */
  volatile CountDownLatch tokenGate = new CountDownLatch(0);

  private final Clock clock;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ScriptedProvider(Clock clock) {
    this.clock = clock;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.createContext("/keys", this::keys);
    server.createContext("/token", this::token);
    server.start();
    metadata.put("issuer", issuer());
    metadata.put("authorization_endpoint", issuer() + "/authorize");
    metadata.put("token_endpoint", issuer() + "/token");
    metadata.put("jwks_uri", issuer() + "/keys");
    metadata.put("subject_types_supported", List.of("public"));
    metadata.put("response_types_supported", List.of("code"));
    metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
    metadata.put("authorization_response_iss_parameter_supported", true);
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  JWTClaimsSet.Builder claims(String nonce) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .subject("subject-1")
        .audience(CLIENT)
        .issueTime(Date.from(clock.instant()))
        .expirationTime(Date.from(clock.instant().plusSeconds(300)))
        .claim("nonce", nonce)
        .claim("sid", "sid-1")
        .claim("preferred_username", "alice")
        .claim("name", "Alice")
        .claim("email", "alice@example.test");
  }

  /** What a good logout token for the scripted person's session says. */
  JWTClaimsSet.Builder logoutClaims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .subject("subject-1")
        .audience(CLIENT)
        .issueTime(Date.from(clock.instant()))
        .expirationTime(Date.from(clock.instant().plusSeconds(120)))
        .jwtID("logout-1")
        .claim("sid", "sid-1")
        .claim("events", Map.of(LogoutTokens.EVENT, Map.of()));
  }

  static String sign(RSAKey key, JWTClaimsSet claims) {
    return sign(
        key,
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build(),
        claims);
  }

  static String sign(RSAKey key, JWSHeader header, JWTClaimsSet claims) {
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void discovery(HttpExchange exchange) throws IOException {
    discoveries.incrementAndGet();
    Answer scripted = discoveryAnswer;
    answer(
        exchange, scripted != null ? scripted : new Answer(200, JSONObject.toJSONString(metadata)));
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyFetches.incrementAndGet();
    Answer scripted = keysAnswer;
    String keys = new JWKSet(List.copyOf(published)).toString(true);
    answer(exchange, scripted != null ? scripted : new Answer(200, keys));
  }

  private void token(HttpExchange exchange) throws IOException {
    exchanges.incrementAndGet();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    forms.add(URLUtils.parseParameters(body));
    List<String> authorization = exchange.getRequestHeaders().get("Authorization");
    if (authorization != null) {
      authorizations.addAll(authorization);
    }
    try {
      tokenGate.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    Answer scripted = tokenAnswer;
    answer(exchange, scripted != null ? scripted : new Answer(200, tokens()));
  }

  private String tokens() {
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("access_token", "access-token");
    tokens.put("token_type", "Bearer");
    tokens.put("expires_in", 300);
    tokens.put("id_token", idToken.apply(nonce));
    tokens.put("refresh_token", "refresh-token");
    return JSONObject.toJSONString(tokens);
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
