package io.visiona.api.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.gateway.Destination.Found;
import io.visiona.api.gateway.routes.GatewayRoute;
import io.visiona.api.gateway.routes.GatewayRouteTable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DestinationTest {
  private static final GatewayRouteTable TABLE =
      new GatewayRouteTable(
          List.of(route("/plain", false), route("/files", true), route("/files/secret", false)));

  private static GatewayRoute route(String path, boolean encodedPath) {
    return new GatewayRoute(
        path,
        true,
        "service",
        URI.create("http://127.0.0.1:9/base"),
        true,
        Optional.empty(),
        true,
        false,
        false,
        GatewayRoute.USUAL_METHODS,
        Set.of(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Optional.empty(),
        Map.of("X-User-Groups", "groups"),
        encodedPath,
        false,
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "/gateway/plain/x, /base/plain/x",
    "/gateway/plain/x?, /base/plain/x?",
    "/gateway/plain/x?a=%2F+b&&c=?, /base/plain/x?a=%2F+b&&c=?",
    "/gateway/files/a%2Fb, /base/files/a%2Fb",
    "/gateway/files/a%2fb%20c/%41?x, /base/files/a%2fb%20c/%41?x",
    "/gateway/files/%41, /base/files/A"
  })
  void target_isWhatTheServiceGets(String target, String expected) {
    assertThat(Destination.find(target, TABLE))
        .isInstanceOfSatisfying(
            Found.To.class, to -> assertThat(to.destination().target()).isEqualTo(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "/gateway/plain/a%2Fb, BAD_REQUEST",
    "/gateway/files%2Fsecret/x, BAD_REQUEST",
    "/gateway/files/secret%2Fx, BAD_REQUEST",
    "/gateway/files/a%2F..%2Fsecret, BAD_REQUEST",
    "/gateway/files/..%2Fplain, BAD_REQUEST",
    "/gateway/files/a%2F%2Fb, BAD_REQUEST",
    "/gateway/files/a%2F/b, BAD_REQUEST",
    "/gateway/files/a%252Fb, BAD_REQUEST",
    "/gateway/files/a%5Cb%2Fc, BAD_REQUEST",
    "/gateway/plain/x?a\u00e4, BAD_REQUEST",
    "/gateway/nowhere, NOT_FOUND"
  })
  void whatIsAmbiguous_orElsewhere_goesNowhere(String target, GatewayError error) {
    assertThat(Destination.find(target, TABLE)).isEqualTo(new Found.Nowhere(error));
  }

  @Test
  void fieldThatSomeRouteFills_isNobodysToSend_inAnySpelling() {
    for (String name : List.of("X-User-Groups", "x_user_groups", "X.User.Groups", "XUserGroups")) {
      assertThat(TABLE.isClaimHeader(name)).as(name).isTrue();
    }
    assertThat(TABLE.isClaimHeader("X-User-Group")).isFalse();
  }
}
