package io.visiona.api.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.devices.DeviceRoute.Kind;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests go to agents, and as what. */
final class RoutesTest {
  private static final String ID = "0a1b2c3d-0000-4000-8000-00000000000f";
  private static final String AGENT = "/api/agents/" + ID;

  @Test
  void table_hasAllRows_eachOfItsOwn() {
    assertThat(Routes.TABLE).hasSize(43);
    assertThat(Routes.TABLE.stream().map(row -> row.method() + " " + row.path()))
        .doesNotHaveDuplicates();
    assertThat(Routes.TABLE).allSatisfy(row -> assertThat(row.description()).endsWith("."));
  }

  @Test
  void everyRow_isFoundByItsOwnPath() {
    for (DeviceRoute row : Routes.TABLE) {
      String path =
          row.path()
              .replace("{agent}", ID)
              .replace("{index}", "7")
              .replace("{path}", "x")
              .replaceAll("\\{[a-z]+}", "kl720-1a");
      String method = row.method().equals("*") ? "GET" : row.method();
      assertThat(Matched.of(method, path))
          .as(row.path())
          .isInstanceOfSatisfying(
              Matched.Row.class,
              found -> {
                assertThat(found.route()).isEqualTo(row);
                assertThat(found.agent()).isEqualTo(UUID.fromString(ID));
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /devices/kl720-1a,                      /api/devices/kl720-1a",
    "POST,   /devices/scan,                          /api/devices/scan",
    "PATCH,  /devices/a.b_c-9,                       /api/devices/a.b_c-9",
    "GET,    /media/batch/0,                         /api/media/batch/0",
    "GET,    /media/batch/999,                       /api/media/batch/999",
    "PUT,    /clusters/c1/devices/d2/weight,         /api/clusters/c1/devices/d2/weight",
    "DELETE, /clusters/c1/devices/d2,                /api/clusters/c1/devices/d2",
    "GET,    /proxy,                                 /",
    "GET,    /proxy/a%2Fb%20c,                       /a%2Fb%20c",
    "GET,    /proxy//a//,                            //a//",
    "PUT,    /proxy/a;v=1/b,                         /a;v=1/b",
    "GET,    /proxy/proxy/x,                         /proxy/x"
  })
  void pathOfARow_reachesTheAgent(String method, String below, String expected) {
    assertThat(Matched.of(method, AGENT + below))
        .isInstanceOfSatisfying(
            Matched.Row.class, found -> assertThat(found.path()).isEqualTo(expected));
  }

  @Test
  void events_areAWebSocketOfTheirOwnPath() {
    assertThat(Matched.of("GET", "/ws/agents/" + ID + "/events"))
        .isInstanceOfSatisfying(
            Matched.Row.class,
            found -> {
              assertThat(found.route().kind()).isEqualTo(Kind.WEBSOCKET);
              assertThat(found.path()).isEqualTo("/api/events");
            });
    assertThat(Matched.of("GET", AGENT + "/events")).isEqualTo(new Matched.Nothing());
    assertThat(Matched.of("GET", "/ws/agents/" + ID + "/devices")).isEqualTo(new Matched.Nothing());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/devices/",
        "/devices/-a",
        "/devices/A",
        "/devices/a%2Fb",
        "/devices/a%2e",
        "/devices/..",
        "/devices//connect",
        "/devices/a;b",
        "/media/batch/1000",
        "/media/batch/01",
        "/media/batch/-1",
        "/media/batch/x",
        "/session",
        "/token",
        "/proxyx",
        "",
        "/"
      })
  void everythingElse_isNotForwarded(String below) {
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
      assertThat(Matched.of(method, AGENT + below)).isEqualTo(new Matched.Nothing());
    }
  }

  @Test
  void anIdOfSixtyFourCharacters_isTheLongest() {
    assertThat(Matched.of("GET", AGENT + "/devices/" + "a".repeat(64)))
        .isInstanceOf(Matched.Row.class);
    assertThat(Matched.of("GET", AGENT + "/devices/" + "a".repeat(65)))
        .isEqualTo(new Matched.Nothing());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/agents",
        "/api/agents/not-an-id/devices",
        "/api//agents/" + ID + "/devices",
        "/API/agents/" + ID + "/devices"
      })
  void whatNamesNoAgent_isNotForwarded(String path) {
    assertThat(Matched.of("GET", path)).isEqualTo(new Matched.Nothing());
  }

  @ParameterizedTest
  @CsvSource({
    "/devices,                 POST,   'GET, HEAD'",
    "/devices/a,               PUT,    'GET, HEAD, PATCH'",
    "/system/restart,          GET,    POST",
    "/devices/a/flash,         PUT,    'DELETE, GET, POST'",
    "/cameras/c/stream,        HEAD,   GET",
    "/cameras/c/snapshot,      POST,   'GET, HEAD'",
    "/clusters/c,              PATCH,  'DELETE, GET, HEAD, PUT'"
  })
  void anotherMethod_isToldWhichThereAre(String below, String method, String allow) {
    assertThat(Matched.of(method, AGENT + below))
        .isInstanceOfSatisfying(
            Matched.OtherMethods.class, found -> assertThat(found.allow()).isEqualTo(allow));
  }

  @Test
  void head_isAnsweredForJsonAndPictures() {
    for (DeviceRoute row : Routes.TABLE) {
      boolean one = row.kind() == Kind.JSON || row.kind().name().startsWith("IMAGE");
      if (row.method().equals("GET") && row.kind() != Kind.WEBSOCKET) {
        String path =
            row.path().replace("{agent}", ID).replace("{index}", "7").replaceAll("\\{[a-z]+}", "a");
        assertThat(Matched.of("HEAD", path) instanceof Matched.Row)
            .as(row.path().toLowerCase(Locale.ROOT))
            .isEqualTo(one);
      }
    }
  }

  @Test
  void whatChangesSomethingOnce_isNeverSentTwice() {
    assertThat(Routes.TABLE.stream().filter(row -> !row.repeatable()).map(DeviceRoute::template))
        .containsExactly(
            "/system/restart",
            "/devices/{device}/flash",
            "/devices/{device}/inference/start",
            "/media/image",
            "/media/video",
            "/media/batch",
            "/media/url",
            "/clusters",
            "/clusters/{cluster}/flash",
            "/clusters/{cluster}/inference/start",
            "/proxy/{path}");
  }
}
