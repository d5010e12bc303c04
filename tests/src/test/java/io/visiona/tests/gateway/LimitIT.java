package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** How often somebody may ask. */
@OnGatewaySite
final class LimitIT {
  private final GatewaySite site;

  LimitIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void request61_inAMinute_is429_whateverForwardedForSays() {
    String name = GatewaySite.newName();
    site.importUser(name);
    String token = site.token(name);
    for (int i = 1; i <= 60; i++) {
      HttpResponse<String> answer =
          site.getAs(token, "/limited/x", "X-Forwarded-For", "10.0.0." + i);
      assertThat(answer.statusCode()).as("request %d", i).isEqualTo(200);
      assertThat(answer.headers().firstValue("RateLimit-Policy"))
          .contains("\"/limited\";q=60;w=60");
      assertThat(answer.headers().firstValue("RateLimit").orElse(""))
          .startsWith("\"/limited\";r=" + (60 - i) + ";t=");
    }
    HttpResponse<String> refused = site.getAs(token, "/limited/x", "X-Forwarded-For", "10.0.1.1");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(GatewaySite.code(refused)).isEqualTo("RATE_LIMIT_EXCEEDED");
    assertThat(refused.headers().firstValue("RateLimit").orElse(""))
        .startsWith("\"/limited\";r=0;t=");
    assertThat(Long.parseLong(refused.headers().firstValue("Retry-After").orElse("0")))
        .isBetween(1L, 60L);
    String another = GatewaySite.newName();
    site.importUser(another);
    assertThat(site.getAs(site.token(another), "/limited/x").statusCode())
        .as("somebody else")
        .isEqualTo(200);
    assertThat(site.getAs(site.token(name), "/limited/x").statusCode())
        .as("the same user with another token")
        .isEqualTo(429);
    assertThat(site.getAs(token, "/common/x").statusCode()).as("another policy").isEqualTo(200);
  }

  @Test
  void publicRoute_countsByAddress() {
    HttpResponse<String> answer = site.get("/limited-open/x");
    for (int i = 0; i < 4 && answer.statusCode() == 200; i++) {
      answer =
          site.get(
              "/limited-open/x", "X-Forwarded-For", "10.1.1." + i, "Forwarded", "for=10.2.2." + i);
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("RateLimit-Policy"))
        .contains("\"/limited-open\";q=3;w=3600");
  }

  @Test
  void commonLimit_is60AMinute() {
    String name = GatewaySite.newName();
    site.importUser(name);
    HttpResponse<String> answer = site.getAs(site.token(name), "/common/x");
    assertThat(answer.headers().firstValue("RateLimit-Policy")).contains("\"default\";q=60;w=60");
    assertThat(answer.headers().firstValue("RateLimit").orElse(""))
        .startsWith("\"default\";r=59;t=");
  }
}
