package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.visiona.launch.Person;
import io.visiona.tests.support.GoPrograms;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import io.visiona.tests.support.WatchingProxy;
import io.visiona.tests.support.WatchingProxy.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * WebSockets of the clients that people use, opened, used and closed as each of them does it. All
 * go through a proxy that keeps the connection to the server when the client is done, and then
 * speaks HTTP on it.
 */
@OnGatewaySite
final class WebSocketClientsIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Pattern KEY = Pattern.compile("(?i)\r\nsec-websocket-key: (\\S+)\r\n");
  private static final long LIMIT_SECONDS = 60;

  private final GatewaySite site;
  private final String name = GatewaySite.newName();
  private final String path = "/sockets/" + UUID.randomUUID();

  @TempDir private Path folder;

  WebSocketClientsIT(GatewaySite site) {
    this.site = site;
    site.importUser(name);
    site.service().script(path, WebSocketClientsIT::echo);
  }

  /** Who opens the WebSocket. */
  enum Client {
    GORILLA,
    JDK
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void webSocketToAService_isOverWhenItIsClosed(Client client) throws Exception {
    try (WatchingProxy proxy = new WatchingProxy()) {
      URI target = URI.create("ws://" + site.gateway().getAuthority() + "/gateway" + path);
      talk(client, proxy, target, "", "", site.token(name));
      assertIsOver(proxy.next());
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void webSocketToAnAgent_isOverWhenItIsClosed(Client client) throws Exception {
    try (WatchingProxy proxy = new WatchingProxy();
        Person alice = site.stack().signIn("alice");
        TestAgent agent = TestAgent.online(site.stack(), alice, Kind.JAVA_YAMUX)) {
      URI target = URI.create(agent.url("/ws").toString().replaceFirst("^http", "ws"));
      talk(client, proxy, target, alice.cookie(), alice.origin(), "");
      assertIsOver(proxy.next());
    }
  }

  @Test
  void webSocketOfABrowser_isOverWhenItIsClosed() throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "No Chromium on this machine.");
    String target = "ws://" + site.gateway().getAuthority() + "/gateway" + path;
    CompletableFuture<String> told = new CompletableFuture<>();
    HttpServer page = page(target, site.token(name), told);
    try (WatchingProxy proxy = new WatchingProxy()) {
      int port = page.getAddress().getPort();
      Process browser =
          new ProcessBuilder(
                  List.of(
                      CHROMIUM.toString(),
                      "--headless",
                      "--no-sandbox",
                      "--disable-gpu",
                      "--disable-quic",
                      "--no-first-run",
                      "--disable-background-networking",
                      "--disable-component-update",
                      "--disable-sync",
                      "--user-data-dir=" + folder.resolve("profile"),
                      // The page itself comes without the proxy.
                      "--proxy-server=" + proxy.uri().getAuthority(),
                      "--proxy-bypass-list=<-loopback>;localhost:" + port,
                      "http://localhost:" + port + "/"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("browser.log").toFile())
              .start();
      try {
        assertThat(told.get(LIMIT_SECONDS, TimeUnit.SECONDS))
            .isEqualTo("heard-said-closed-1000-in-order");
      } finally {
        browser.destroy();
        browser.waitFor();
      }
      assertIsOver(proxy.next());
    } finally {
      page.stop(0);
    }
  }

  private static void assertIsOver(Ended connection) {
    assertThat(connection.came()).doesNotContain("{\"status\":\"ok\"}");
    assertThat(connection.came().substring("HTTP/1.1 101".length())).doesNotContain("HTTP/1.");
    assertThat(connection.closed()).as("the server has closed the connection").isTrue();
  }

  /** Opens, uses and closes a WebSocket, and tells by a request how it went. */
  private static HttpServer page(String target, String token, CompletableFuture<String> told)
      throws IOException {
    byte[] html =
        """
        <!doctype html><title>t</title><script>
        const socket = new WebSocket("%s", ["bearer", "%s"]);
        let heard = "nothing";
        socket.onopen = () => socket.send("said");
        socket.onmessage = event => { heard = event.data; socket.close(1000); };
        socket.onclose = event =>
          fetch("/told?heard-" + heard + "-closed-" + event.code + (event.wasClean ? "-in-order" : ""));
        </script>
        """
            .formatted(target, token)
            .getBytes(StandardCharsets.UTF_8);
    HttpServer page =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    page.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/told")) {
            told.complete(exchange.getRequestURI().getQuery());
          }
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    page.start();
    return page;
  }

  private void talk(
      Client client, WatchingProxy proxy, URI target, String cookie, String origin, String token)
      throws Exception {
    switch (client) {
      case GORILLA -> gorilla(proxy, target, cookie, origin, token);
      case JDK -> jdk(proxy, target, cookie, origin, token);
    }
  }

  private void gorilla(WatchingProxy proxy, URI target, String cookie, String origin, String token)
      throws IOException, InterruptedException {
    Path output = folder.resolve("gorilla.log");
    Process process =
        new ProcessBuilder(
                GoPrograms.webSocket().toString(),
                "-url=" + target,
                "-proxy=" + proxy.uri(),
                "-cookie=" + cookie,
                "-origin=" + origin,
                "-token=" + token)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output)).isEqualTo("heard said\nclosed in order\n");
  }

  private static void jdk(
      WatchingProxy proxy, URI target, String cookie, String origin, String token)
      throws Exception {
    InetSocketAddress through =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.uri().getPort());
    try (HttpClient client = HttpClient.newBuilder().proxy(ProxySelector.of(through)).build()) {
      WebSocket.Builder builder = client.newWebSocketBuilder();
      if (!cookie.isEmpty()) {
        builder.header("Cookie", cookie).header("Origin", origin);
      }
      if (!token.isEmpty()) {
        builder.subprotocols("bearer", token);
      }
      Listener listener = new Listener();
      WebSocket socket = builder.buildAsync(target, listener).get(20, TimeUnit.SECONDS);
      socket.sendText("said", true).get(20, TimeUnit.SECONDS);
      assertThat(listener.heard.get(20, TimeUnit.SECONDS)).isEqualTo("said");
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
      assertThat(listener.closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
  }

  private static final class Listener implements WebSocket.Listener {
    final CompletableFuture<String> heard = new CompletableFuture<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      heard.complete(data.toString());
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      heard.completeExceptionally(error);
      closed.completeExceptionally(error);
    }
  }

  /** A service that says back each short frame, and ends when it is told to. */
  private static void echo(Socket socket, InputStream in, String head) throws IOException {
    Matcher key = KEY.matcher(head);
    if (!key.find()) {
      throw new IOException("no handshake");
    }
    ScriptedTarget.write(
        socket,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key.group(1))
            + "\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    for (int first = in.read(); first >= 0; first = in.read()) {
      int length = in.read() & 0x7f;
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      out.write(first);
      out.write(length);
      out.write(payload);
      out.flush();
      if ((first & 0xf) == 8) {
        return;
      }
    }
  }

  private static String accept(String key) throws IOException {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IOException(impossible);
    }
  }
}
