package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.proxy.PrivateCaching;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentLinksTest {
  private static final UUID AGENT = UUID.fromString("0a1b2c3d-0000-0000-0000-000000000001");
  private static final String PREFIX = "/api/agents/" + AGENT + "/proxy";

  private final AgentLinks links =
      new AgentLinks(new ForwardTarget(AGENT, "/", PREFIX), "app.example.com:8080");

  @ParameterizedTest
  @CsvSource({
    "/login, PREFIX/login",
    "/, PREFIX/",
    "PREFIX/login, PREFIX/login",
    "PREFIX, PREFIX",
    "PREFIX?a=1, PREFIX?a=1",
    "PREFIXES, PREFIXPREFIXES",
    "http://localhost/a, PREFIX/a",
    "https://localhost, PREFIX/",
    "http://app.example.com:8080/a, PREFIX/a",
    "https://APP.example.com:8080PREFIX/a, PREFIX/a",
    "https://elsewhere.example/a, https://elsewhere.example/a",
    "//elsewhere.example/a, //elsewhere.example/a",
    "relative/a, relative/a"
  })
  void whatPointsToTheAgentsSite_pointsToWhereItIsSeen_once(String value, String expected) {
    String seen = links.location(value.replace("PREFIX", PREFIX));

    assertThat(seen).isEqualTo(expected.replace("PREFIX", PREFIX));
    assertThat(links.location(seen)).isEqualTo(seen);
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com:8080, http://localhost",
    "null, null",
    "https://elsewhere.example, https://elsewhere.example"
  })
  void originOfThisServer_isTheAgentsOwn_andNoOther(String given, String expected) {
    assertThat(links.origin(given)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public, max-age=60 | private, max-age=60",
        "no-store | private, no-store",
        "s-maxage=9, proxy-revalidate, No-Cache | private, No-Cache",
        "private | private"
      })
  void onlyTheBrowserMayKeepAnswers(String given, String expected) {
    assertThat(PrivateCaching.of(given)).isEqualTo(expected);
  }
}
