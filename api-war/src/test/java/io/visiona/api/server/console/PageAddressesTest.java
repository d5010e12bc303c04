package io.visiona.api.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageAddressesTest {
  private static final String ID = "00000000-0000-4000-8000-000000000001";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/agents",
        "/agents/new",
        "/agents/" + ID,
        "/agents/" + ID + "/logs",
        "/agents/" + ID + "/devices/kl720-00b2",
        "/agents/" + ID + "/cameras/cam-0",
        "/agents/" + ID + "/clusters/" + ID,
        "/wall",
        "/models",
        "/models/" + ID,
        "/conversions",
        "/conversions/new",
        "/conversions/" + ID,
        "/account",
        "/connect",
        "/help"
      })
  void addressOfAPage_isOne(String path) {
    assertThat(PageAddresses.isPage(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/index.html",
        "/agents/",
        "/agents/1",
        "/agents/" + ID + "/nothing",
        "/agents/" + ID + "/devices/KL720",
        "/agents/" + ID + "/devices/..",
        "/agents/" + ID + "/devices/a%2Fb",
        "/models;a=b",
        "/%61gents",
        "//agents",
        "/help\n"
      })
  void anythingElse_isNone(String path) {
    assertThat(PageAddresses.isPage(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/nothing",
        "/ws/agents/1/events",
        "/healthz",
        "/health/none",
        "/openapi",
        "/metrics",
        "/gateway/x"
      })
  void addressOfPrograms_isNotAnsweredWithAPage(String path) {
    assertThat(PageAddresses.isForPrograms(path)).isTrue();
  }
}
