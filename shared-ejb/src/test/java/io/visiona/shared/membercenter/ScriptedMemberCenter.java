package io.visiona.shared.membercenter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A Member Center on a real port that does what a test wants, down to the bytes of its answers.
 * Each connection is one request. Thread-safe.
 */
final class ScriptedMemberCenter implements AutoCloseable {
  static final String TOKEN = "/oauth/token";
  static final String DOWNLOAD = "/file-access/download-tokens";

  /** A request as it came; header names in lower case. */
  record Call(String path, Map<String, String> headers, String body) {}

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, List<Script>> queued = new ConcurrentHashMap<>();
  private final Map<String, Function<Call, Script>> standing = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  ScriptedMemberCenter() throws IOException {
    listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /**
   * What the next calls of a path meet, one after the other; the ones after them meet what always
   * stands there.
   */
  ScriptedMemberCenter next(String path, Script... scripts) {
    queued.computeIfAbsent(path, each -> new ArrayList<>()).addAll(List.of(scripts));
    return this;
  }

  /** What every call of a path meets that nothing was queued for. */
  ScriptedMemberCenter always(String path, Script script) {
    standing.put(path, call -> script);
    return this;
  }

  ScriptedMemberCenter byCall(String path, Function<Call, Script> script) {
    standing.put(path, script);
    return this;
  }

  List<Call> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Call call = read(socket.getInputStream());
      Script script = script(call);
      calls.add(call);
      script.run(socket);
    } catch (IOException hungUp) {
      System.getLogger(ScriptedMemberCenter.class.getName())
          .log(System.Logger.Level.DEBUG, "The client hung up", hungUp);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Script script(Call call) {
    List<Script> scripts = queued.getOrDefault(call.path(), List.of());
    return scripts.isEmpty()
        ? standing.getOrDefault(call.path(), unknown -> Script.answer(404, "{}")).apply(call)
        : scripts.removeFirst();
  }

  private static Call read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; !lines[i].isEmpty(); i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Call(
        lines[0].split(" ", 3)[1],
        headers,
        new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }
}
