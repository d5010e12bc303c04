package io.visiona.tests.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real Chromium, driven over the DevTools protocol: everything that its rules for cookies,
 * origins, frames and media decide is decided by itself. Without one on the machine the test is
 * left out and says so.
 */
public final class Chromium implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> PROGRAMS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonObject>> listeners = new ConcurrentHashMap<>();

  private Chromium(Process process, URI address) {
    this.process = process;
    this.socket =
        client
            .newWebSocketBuilder()
            .buildAsync(address, new Incoming())
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
  }

  /** Starts one that keeps what it keeps in this folder, with further options. */
  public static Chromium start(Path folder, String... options) throws IOException {
    Optional<Path> program =
        PROGRAMS.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    assumeTrue(
        program.isPresent(),
        "No Chromium on this machine: what only a real browser can show is left out.");
    Path profile = Files.createDirectories(folder.resolve("profile"));
    Path said = profile.resolve("DevToolsActivePort");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            program.get().toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--autoplay-policy=no-user-gesture-required",
            "--lang=en-US",
            "--window-size=1280,900",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile));
    command.addAll(List.of(options));
    command.add("about:blank");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("browser.out").toFile())
            .redirectError(folder.resolve("browser.log").toFile())
            .start();
    Awaitility.await("Chromium listens, log " + folder.resolve("browser.log"))
        .atMost(LIMIT)
        .until(() -> Files.exists(said) && Files.readAllLines(said).size() == 2);
    List<String> lines = Files.readAllLines(said);
    return new Chromium(process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
  }

  /** A person's own browser: with cookies, storage and workers that no other has. */
  public Person person() {
    String id = call(null, "Target.createBrowserContext", object()).getString("browserContextId");
    return new Person(id);
  }

  /** See {@link Chromium#person}. */
  public final class Person {
    private final String context;

    private Person(String context) {
      this.context = context;
    }

    /** An empty tab. */
    public ChromiumTab tab() {
      String target =
          call(
                  null,
                  "Target.createTarget",
                  object().add("url", "about:blank").add("browserContextId", context))
              .getString("targetId");
      String session =
          call(null, "Target.attachToTarget", object().add("targetId", target).add("flatten", true))
              .getString("sessionId");
      return new ChromiumTab(Chromium.this, session);
    }

    /** All its cookies, as the protocol has them. */
    public List<JsonObject> cookies() {
      return call(null, "Storage.getCookies", object().add("browserContextId", context))
          .getJsonArray("cookies")
          .getValuesAs(JsonObject.class);
    }
  }

  static JsonObjectBuilder object() {
    return Json.createObjectBuilder();
  }

  /** Tells of the events of a session. */
  void listen(String session, Consumer<JsonObject> listener) {
    listeners.put(session, listener);
  }

  /** Calls a method of the protocol and waits for its result. */
  JsonObject call(@Nullable String session, String method, JsonObjectBuilder parameters) {
    int id = ids.incrementAndGet();
    JsonObjectBuilder message =
        object().add("id", id).add("method", method).add("params", parameters);
    if (session != null) {
      message.add("sessionId", session);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    asked.put(id, answer);
    String text = message.build().toString();
    synchronized (socket) {
      socket.sendText(text, true).join();
    }
    try {
      JsonObject said = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (said.containsKey("error")) {
        throw new IllegalStateException(method + ": " + said.get("error"));
      }
      return said.getJsonObject("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(method + " was not answered", e);
    } finally {
      asked.remove(id);
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    // It has children of its own, which outlive it otherwise, and write into its profile until they
    // have ended: a folder that is being deleted is not empty then.
    try (Stream<ProcessHandle> children = process.descendants()) {
      List<ProcessHandle> all = children.toList();
      process.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(child -> child.onExit().join());
    }
    process.onExit().join();
  }

  private final class Incoming implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonObject message = io.visiona.launch.Person.json(text.toString());
        text.setLength(0);
        take(message);
      }
      from.request(1);
      return null;
    }

    private void take(JsonObject message) {
      if (message.containsKey("id")) {
        CompletableFuture<JsonObject> answer = asked.get(message.getInt("id"));
        if (answer != null) {
          answer.complete(message);
        }
      } else {
        Consumer<JsonObject> listener = listeners.get(message.getString("sessionId", ""));
        if (listener != null) {
          listener.accept(message);
        }
      }
    }
  }
}
