package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens by which the servers know each other: each is for one side, and worth one call. */
@OnSharedStack
final class ServiceTokensIT {
  /** The development server's, known to everybody. */
  private static final String SECRET = "development-internal-secret-0123456789abcdef";

  private final Stack stack;

  ServiceTokensIT(Stack stack) {
    this.stack = stack;
  }

  private int ask(String audience, String token) {
    SuiteSecrets.remember("service token", token);
    if (audience.equals(ServiceTokens.RELAY)) {
      URI sessions = at(stack.ports().relayInternal(), "/internal/sessions");
      return Plain.get(sessions, "Authorization", "Bearer " + token).statusCode();
    }
    URI introspect = at(stack.ports().apiInternal(), "/internal/introspect");
    return Plain.post(introspect, "{\"token\":\"x\"}", "Authorization", "Bearer " + token)
        .statusCode();
  }

  private static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static String issue(String audience) {
    return new ServiceTokens(new Secret(SECRET), Clock.systemUTC()).issue("test", audience);
  }

  @ParameterizedTest
  @ValueSource(strings = {ServiceTokens.RELAY, ServiceTokens.API})
  void token_isWorthOneCall(String audience) {
    String token = issue(audience);
    assertThat(ask(audience, token)).isEqualTo(200);
    assertThat(ask(audience, token)).as("again").isEqualTo(401);
    assertThat(ask(audience, issue(audience))).as("another").isEqualTo(200);
  }

  @Test
  void tokenForOneSide_isNoneForTheOther() {
    assertThat(ask(ServiceTokens.RELAY, issue(ServiceTokens.API))).isEqualTo(401);
    assertThat(ask(ServiceTokens.API, issue(ServiceTokens.RELAY))).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {ServiceTokens.RELAY, ServiceTokens.API})
  void tokenThatCouldBeUsedTwice_isRefused(String audience) throws JOSEException {
    Instant now = Instant.now();
    Map<String, UnaryOperator<JWTClaimsSet.Builder>> odd = new LinkedHashMap<>();
    odd.put("no id", claims -> claims.jwtID(null));
    odd.put("no time of issue", claims -> claims.issueTime(null));
    odd.put("lives long", claims -> claims.expirationTime(Date.from(now.plusSeconds(3600))));
    for (var one : odd.entrySet()) {
      JWTClaimsSet.Builder claims =
          new JWTClaimsSet.Builder()
              .issuer(ServiceTokens.ISSUER)
              .subject("test")
              .audience(audience)
              .claim("upn", "test")
              .claim("groups", List.of(ServiceTokens.ROLE))
              .issueTime(Date.from(now))
              .expirationTime(Date.from(now.plusSeconds(60)))
              .jwtID(UUID.randomUUID().toString());
      SignedJWT token =
          new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), one.getValue().apply(claims).build());
      token.sign(new MACSigner(SECRET.getBytes(StandardCharsets.UTF_8)));
      assertThat(ask(audience, token.serialize())).as(one.getKey()).isEqualTo(401);
    }
  }

  /** Liberty writes a token that it refuses into its log; it is not shown such a one. */
  @ParameterizedTest
  @ValueSource(strings = {ServiceTokens.RELAY, ServiceTokens.API})
  void tokenThatIsRefused_isInNoLog(String audience) throws Exception {
    Secret other = new Secret("another-secret-of-the-tests-0123456789-012345");
    Clock early = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
    List<String> refused =
        List.of(
            new ServiceTokens(other, Clock.systemUTC()).issue("test", audience),
            new ServiceTokens(new Secret(SECRET), early).issue("test", audience),
            issue(audience) + "A");
    for (String token : refused) {
      assertThat(ask(audience, token)).isEqualTo(401);
    }
    for (Path log : List.of(stack.apiServer().console(), stack.apiServer().messages())) {
      String text = Files.readString(log);
      assertThat(refused).as(log.toString()).noneMatch(text::contains);
    }
  }
}
