package io.visiona.tests.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A converter that is correct until a test tells it otherwise: it can answer anything, be silent,
 * break off, be away and come back at the same address. It outlives the servers under test.
 * Thread-safe.
 */
public final class ScriptedConverter implements AutoCloseable {
  /** What it lets us in by. */
  public static final String API_KEY = "api-key-of-the-tests-0123456789";

  /** SHA-256 of what its jobs give, which nobody fetches. */
  public static final String RESULT_HASH = "ab".repeat(32);

  private static final int KEPT = 2_000;

  /** What is done with a call. */
  @FunctionalInterface
  public interface Script {
    /** Answers, or does not. */
    void play(HttpExchange exchange) throws IOException;
  }

  /**
   * A body of {@code POST /jobs}.
   *
   * @param beginning its first bytes, as text
   * @param whole whether it came to its end
   */
  public record Received(String beginning, boolean whole) {}

  /** Bodies that came. */
  public final List<Received> received = new CopyOnWriteArrayList<>();

  /** Ids of the jobs that it ever made, in that order. */
  public final List<String> made = new CopyOnWriteArrayList<>();

  /** Ids that were asked about, each time. */
  public final List<String> polls = new CopyOnWriteArrayList<>();

  /** Ids of jobs that were deleted. */
  public final List<String> deleted = new CopyOnWriteArrayList<>();

  /** Bodies of {@code POST /jobs/{id}/promote}. */
  public final List<String> promotions = new CopyOnWriteArrayList<>();

  /** Bytes of bodies that have arrived so far. */
  public final AtomicLong arrived = new AtomicLong();

  private final Map<String, String> jobs = new ConcurrentHashMap<>();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final int port;
  private volatile boolean readsBodies = true;
  private @Nullable HttpServer server;

  /** Starts on a free port. */
  public ScriptedConverter() {
    SuiteSecrets.remember("converter's API key", API_KEY);
    this.server = listen(0);
    this.port = server.getAddress().getPort();
  }

  /** Its address. */
  public String url() {
    return "http://127.0.0.1:" + port + "/base";
  }

  /** Variables of a server that uses it. */
  public Map<String, String> variables() {
    return Map.of("visiona.converter.url", url(), "visiona.converter.api-key", API_KEY);
  }

  /** Correct again; what it received is forgotten, its jobs are not. */
  public void reset() {
    comeBack();
    scripts.clear();
    readsBodies = true;
    List.of(received, polls, deleted, promotions).forEach(List::clear);
    arrived.set(0);
  }

  /**
   * Plays something else for a call from now on: {@code submit}, {@code poll}, {@code delete} or
   * {@code promote}.
   */
  public void script(String call, Script script) {
    scripts.put(call, script);
  }

  /** Does not read bodies any more. */
  public void stopReading() {
    readsBodies = false;
  }

  /** What a job answers from now on, as JSON. */
  public void job(String id, String json) {
    jobs.put(id, json);
  }

  /** A job that stands so. */
  public static String standing(String status, int progress) {
    return Json.createObjectBuilder()
        .add("status", status)
        .add("progress", progress)
        .add("message", status + " at " + progress)
        .build()
        .toString();
  }

  /** A job that succeeded. */
  public static String succeeded() {
    return "{\"status\":\"succeeded\",\"progress\":100,\"message\":\"\",\"result\":{\"size\":12345,\"sha256\":\""
        + RESULT_HASH
        + "\"}}";
  }

  /** The ids of all jobs. */
  public List<String> jobs() {
    return List.copyOf(jobs.keySet());
  }

  /** Refuses connections. */
  public synchronized void goAway() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  /** Takes connections again. */
  public synchronized void comeBack() {
    if (server == null) {
      server = listen(port);
    }
  }

  @Override
  public void close() {
    goAway();
    threads.shutdownNow();
  }

  private HttpServer listen(int at) {
    try {
      HttpServer listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
      listening.setExecutor(threads);
      listening.createContext("/base/jobs", this::handle);
      listening.start();
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/", -1);
      String call =
          switch (exchange.getRequestMethod() + path.length) {
            case "POST3" -> "submit";
            case "GET4" -> "poll";
            case "DELETE4" -> "delete";
            case "POST5" -> "promote";
            default -> "nothing";
          };
      if (!API_KEY.equals(exchange.getRequestHeaders().getFirst("X-API-Key"))) {
        answer(exchange, 401, "{}");
        return;
      }
      String id = path.length > 3 ? path[3] : "";
      note(call, id, exchange);
      scripts.getOrDefault(call, ordinary -> ordinary(call, id, ordinary)).play(exchange);
    }
  }

  private void note(String call, String id, HttpExchange exchange) throws IOException {
    switch (call) {
      case "submit" -> receive(exchange);
      case "poll" -> polls.add(id);
      case "promote" ->
          promotions.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      default -> {
        // Nothing comes with it.
      }
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    boolean whole = false;
    byte[] piece = new byte[65_536];
    try {
      InputStream body = exchange.getRequestBody();
      int n = 0;
      while (readsBodies && n >= 0) {
        beginning.write(piece, 0, Math.min(n, KEPT - beginning.size()));
        arrived.addAndGet(n);
        n = body.read(piece);
      }
      whole = n < 0;
    } finally {
      received.add(new Received(beginning.toString(StandardCharsets.UTF_8), whole));
    }
  }

  private void ordinary(String call, String id, HttpExchange exchange) throws IOException {
    switch (call) {
      case "submit" -> {
        String job = "job-" + UUID.randomUUID();
        jobs.put(job, standing("queued", 0));
        made.add(job);
        answer(exchange, 201, "{\"id\":\"" + job + "\"}");
      }
      case "poll" ->
          answer(exchange, jobs.containsKey(id) ? 200 : 404, jobs.getOrDefault(id, "{}"));
      case "delete" -> {
        deleted.add(id);
        answer(exchange, jobs.remove(id) == null ? 404 : 204, "");
      }
      case "promote" -> answer(exchange, 200, promotions.getLast());
      default -> answer(exchange, 404, "{}");
    }
  }

  /** Answers a call. */
  public static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
