package io.visiona.tests.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.visiona.launch.Person;
import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.OtherPrograms;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tunnel's port with the WebSocket libraries of other people, in frames of the sizes that once
 * ended tunnels: at the edge of 64 KiB, and large. Each file is one message, a stream that the
 * relay refuses and a ping, which is answered only if all before it was understood. Only {@code
 * -Pinterop} runs it, with the relay's own WebSocket and with the container's.
 */
@Tag("interop")
final class ForeignClientsIT {

  @Nested
  @OnSharedStack
  final class OfTheRelay extends Clients {}

  @Nested
  @OnSplitStack
  final class OfTheContainer extends Clients {}

  abstract static class Clients {
    private static final List<Integer> SIZES =
        List.of(12, 65_535, 65_536, 65_548, 1 << 20, 16 << 20);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir private Path folder;
    private final List<Path> frames = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
      for (int size : SIZES) {
        Path file = folder.resolve("frame-" + size);
        frames.add(Files.write(file, RawTunnel.bytesWithAPing(size, size)));
      }
    }

    @Test
    void ws_ofNode(Stack stack) throws Exception {
      assumeTrue(OtherPrograms.runs("npm", "--version"), "npm is not installed: skipped");
      Path program = Path.of("js", "websocket");
      for (String file : List.of("package.json", "package-lock.json", "frames.mjs")) {
        Files.copy(program.resolve(file), folder.resolve(file));
      }
      List<String> npm = List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
      assertThat(OtherPrograms.run(folder, LIMIT, npm).said()).contains("added");
      assertPasses(stack, List.of("node", folder.resolve("frames.mjs").toString()));
    }

    @Test
    void websockets_ofPython(Stack stack) throws Exception {
      String python = "/usr/bin/python3";
      assumeTrue(
          OtherPrograms.runs(python, "-c", "import websockets"),
          "needs python3-websockets of Debian: skipped");
      String program = Path.of("python", "frames.py").toAbsolutePath().toString();
      assertPasses(stack, List.of(python, program));
    }

    @Test
    void tyrus(Stack stack) throws Exception {
      Heard heard = new Heard();
      try (Person alice = stack.signIn("alice");
          Session session =
              ContainerProvider.getWebSocketContainer()
                  .connectToServer(heard, null, address(stack, alice))) {
        for (Path frame : frames) {
          byte[] bytes = Files.readAllBytes(frame);
          session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes));
          heard.awaitPong(bytes);
        }
      }
    }

    @Test
    void chromium(Stack stack) throws Exception {
      CompletableFuture<String> told = new CompletableFuture<>();
      try (Person alice = stack.signIn("alice")) {
        HttpServer page = page(address(stack, alice), told);
        try (Chromium browser = Chromium.start(folder)) {
          browser.person().tab().go("http://localhost:" + page.getAddress().getPort() + "/");
          assertThat(told.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
              .isEqualTo(SIZES.toString().replaceAll("[\\[\\] ]", "") + ",closed-1000");
        } finally {
          page.stop(0);
        }
      }
    }

    private void assertPasses(Stack stack, List<String> program) throws Exception {
      try (Person alice = stack.signIn("alice")) {
        List<String> command = new ArrayList<>(program);
        command.add(address(stack, alice).toString());
        frames.forEach(file -> command.add(file.toString()));
        assertThat(OtherPrograms.run(folder, LIMIT, command).said().lines())
            .containsExactlyElementsOf(
                Stream.concat(frames.stream().map(Path::toString), Stream.of("closed 1000"))
                    .toList());
      }
    }

    private static URI address(Stack stack, Person owner) {
      String token =
          TestAgent.exchange(stack, owner.pairingCode("foreign", false), "foreign")
              .getString("session_token");
      return URI.create(
          stack.tunnel().toString().replaceFirst("^http", "ws") + "/tunnel/connect?token=" + token);
    }

    /** Sends each frame when the ping of the one before is answered, and tells how it went. */
    private static HttpServer page(URI target, CompletableFuture<String> told) throws IOException {
      String sizes = SIZES.toString();
      byte[] html =
          """
          <!doctype html><title>t</title><script>
          const sizes = %s, passed = [];
          const socket = new WebSocket("%s");
          socket.binaryType = "arraybuffer";
          let heard = "", expected = "";
          const text = bytes => Array.from(bytes, b => String.fromCharCode(b)).join("");
          const next = async () => {
            if (passed.length === sizes.length) { socket.close(1000); return; }
            const frame = new Uint8Array(await (await fetch("/" + sizes[passed.length])).arrayBuffer());
            const pong = frame.slice(-12);
            pong[3] = 2;
            heard = "";
            expected = text(pong);
            socket.send(frame);
          };
          socket.onopen = next;
          socket.onmessage = event => {
            heard += text(new Uint8Array(event.data));
            if (heard.includes(expected)) { passed.push(sizes[passed.length]); next(); }
          };
          socket.onclose = event => fetch("/told?" + passed.concat("closed-" + event.code));
          </script>
          """
              .formatted(sizes, target)
              .getBytes(StandardCharsets.UTF_8);
      HttpServer page =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      page.createContext(
          "/",
          exchange -> {
            String path = exchange.getRequestURI().getPath().substring(1);
            byte[] body = html;
            if (path.equals("told")) {
              told.complete(exchange.getRequestURI().getQuery());
            } else if (path.matches("\\d+")) {
              int size = Integer.parseInt(path);
              body = RawTunnel.bytesWithAPing(size, size);
            }
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      page.start();
      return page;
    }
  }

  /** Tyrus' end. */
  private static final class Heard extends Endpoint {
    private final LinkedBlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(byte[].class, (MessageHandler.Whole<byte[]>) pieces::add);
    }

    void awaitPong(byte[] sent) throws InterruptedException {
      byte[] pong = java.util.Arrays.copyOfRange(sent, sent.length - 12, sent.length);
      pong[3] = 2;
      String expected = new String(pong, StandardCharsets.ISO_8859_1);
      ByteArrayOutputStream heard = new ByteArrayOutputStream();
      while (!heard.toString(StandardCharsets.ISO_8859_1).contains(expected)) {
        byte[] piece = pieces.poll(30, TimeUnit.SECONDS);
        assertThat(piece).as("the answer to a frame of %d bytes", sent.length).isNotNull();
        heard.writeBytes(piece);
      }
    }
  }
}
