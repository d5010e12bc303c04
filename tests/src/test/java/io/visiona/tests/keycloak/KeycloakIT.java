package io.visiona.tests.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A provider that is not ours: signing in with its form, key rotation, refresh, and both ways of
 * logging out, as both kinds of client.
 */
@Tag("keycloak")
final class KeycloakIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SECRET = "a secret: of/the+tests&more=0123456789";
  private static final Map<Kind, Stack> APIS = new EnumMap<>(Kind.class);

  @SuppressWarnings("NullAway.Init") // made before all tests
  private static Keycloak keycloak;

  /** How our client is registered. */
  enum Kind {
    PUBLIC("visiona"),
    CONFIDENTIAL("visiona-confidential");

    private final String client;

    Kind(String client) {
      this.client = client;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    SuiteSecrets.remember("client secret", SECRET);
    keycloak = new Keycloak();
    for (Kind kind : Kind.values()) {
      Map<String, String> variables = new TreeMap<>();
      variables.put("visiona.oidc.issuer", keycloak.issuer());
      variables.put("visiona.oidc.client-id", kind.client);
      variables.put("visiona.oidc.key-refetch-interval", "1s");
      if (kind == Kind.CONFIDENTIAL) {
        variables.put("visiona.oidc.client-secret", SECRET);
      }
      APIS.put(kind, Stack.apiAlone(variables));
    }
    keycloak.start(
        Map.of(
            "PUBLIC_SITE", api(Kind.PUBLIC).toString(),
            "CONFIDENTIAL_SITE", api(Kind.CONFIDENTIAL).toString(),
            "CLIENT_SECRET", SECRET));
  }

  @AfterAll
  static void stop() {
    APIS.values().forEach(Stack::close);
    if (keycloak != null) {
      keycloak.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void signIn_withTheProvidersForm(Kind kind) {
    try (Person alice = signIn(kind)) {
      JsonObject me = me(alice);
      assertThat(me.getString("username")).isEqualTo("alice");
      assertThat(me.getString("name")).isEqualTo("Alice Chen");
      assertThat(me.getString("email")).isEqualTo("alice@example.test");
      assertThat(keycloak.events("CODE_TO_TOKEN", kind.client)).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void keyRotation_isNoticed_andSignInGoesOn(Kind kind) {
    try (Person before = signIn(kind)) {
      keycloak.rotateKey();
      // The key set may have been fetched for the rotation of another test within the last second.
      await().atMost(SOON).ignoreException(IllegalStateException.class).until(() -> signsIn(kind));
      assertThat(before.get("/api/auth/me").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void logoutAtTheProvider_endsTheSessionHere(Kind kind) {
    try (Person alice = signIn(kind)) {
      keycloak.signOut("alice");
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(alice.get("/api/auth/me").statusCode()).isEqualTo(401));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void accessTokenThatExpires_isRefreshed_whileTheSessionGoesOn(Kind kind) {
    try (Person alice = signIn(kind)) {
      int before = keycloak.events("REFRESH_TOKEN", kind.client);
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> {
            assertThat(alice.get("/api/auth/me").statusCode()).isEqualTo(200);
            assertThat(keycloak.events("REFRESH_TOKEN", kind.client)).isGreaterThan(before);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void logoutHere_leadsToTheProvidersLogout_andBack(Kind kind) {
    keycloak.signOut("alice");
    try (Person alice = signIn(kind)) {
      assertThat(keycloak.sessions("alice")).isEqualTo(1);
      URI logout =
          URI.create(
              Person.json(alice.post("/api/auth/logout", "").body()).getString("logout_url"));
      assertThat(logout.toString()).startsWith(keycloak.issuer()).doesNotContain("token");
      assertThat(alice.get("/api/auth/me").statusCode()).isEqualTo(401);

      HttpResponse<String> back = alice.confirm(logout);
      assertThat(back.uri()).isEqualTo(api(kind).resolve("/"));
      assertThat(back.statusCode()).isEqualTo(200);
      assertThat(keycloak.sessions("alice")).isZero();
    }
  }

  private static Person signIn(Kind kind) {
    return stack(kind).signIn("alice");
  }

  private static boolean signsIn(Kind kind) {
    try (Person person = signIn(kind)) {
      return person.get("/api/auth/me").statusCode() == 200;
    }
  }

  private static JsonObject me(Person person) {
    return Person.json(person.get("/api/auth/me").body());
  }

  private static Stack stack(Kind kind) {
    return Objects.requireNonNull(APIS.get(kind));
  }

  private static URI api(Kind kind) {
    return stack(kind).api();
  }
}
