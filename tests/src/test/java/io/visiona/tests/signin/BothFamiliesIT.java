package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.launch.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code visiona.bind.host}: every address of both families, or one of either. */
@OnSites
final class BothFamiliesIT {
  private static final String V4 = "127.0.0.1";
  private static final String V6 = "::1";

  private final Site site;

  BothFamiliesIT(@Sites.Confidential Site site) {
    this.site = site;
  }

  @BeforeAll
  static void thereIsIpv6() {
    assumeTrue(hasIpv6(), "No IPv6 on this machine.");
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(V6))) {
      return socket.isBound();
    } catch (IOException none) {
      return false;
    }
  }

  private static boolean listens(String address, int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral(address), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** The status line of an answer. */
  private static String ask(String address, int port, String path) throws IOException {
    String host = address.equals(V6) ? "[" + address + "]" : address;
    try (Socket socket = new Socket(InetAddress.ofLiteral(address), port)) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + ":"
                      + port
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  @Test
  void everyAddress_isOfBothFamilies() throws IOException {
    Ports ports = site.stack().ports();
    for (int port : new int[] {ports.api(), ports.apiInternal()}) {
      assertThat(ask(V4, port, "/healthz")).contains(" 200 ");
      assertThat(ask(V6, port, "/healthz")).contains(" 200 ");
    }
    assertThat(ask(V6, ports.gateway(), "/gateway/x")).contains(" 404 ");
  }

  @Test
  void oneAddressOfIpv6_isThatAlone() throws IOException {
    int port = site.stack().ports().operations();
    assertThat(ask(V6, port, "/health/live")).contains(" 200 ");
    assertThat(listens(V4, port)).isFalse();
  }
}
