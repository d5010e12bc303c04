package io.visiona.tests.gateway;

import io.visiona.tests.support.KeyStores;
import io.visiona.tests.support.ScriptedTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A service behind the gateway on raw sockets: it keeps what it received byte for byte, and answers
 * as the path is scripted, else with 200 and a few bytes on a connection it keeps.
 */
final class RecordingService implements AutoCloseable {
  private static final int BACKLOG = 200;

  private final ServerSocket listener;
  private final String scheme;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /**
   * A request as it came.
   *
   * @param head request line and fields, with their ends
   * @param hash SHA-256 of the body, in hexadecimal
   * @param length of the body
   */
  record Received(String head, String hash, long length) {

    String target() {
      return head.split(" ", 3)[1];
    }

    /** Values of a field, in order. */
    List<String> values(String name) {
      return lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }

    Stream<String> lines() {
      return Stream.of(head.split("\r\n", -1)).skip(1).filter(line -> !line.isEmpty());
    }
  }

  /** What happens after the head of a request was read; the connection is closed afterwards. */
  @FunctionalInterface
  interface Script {
    void run(Socket socket, InputStream in, String head) throws IOException;
  }

  RecordingService() throws IOException {
    this(0);
  }

  RecordingService(int port) throws IOException {
    this("http", new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
  }

  private RecordingService(String scheme, ServerSocket listener) {
    this.scheme = scheme;
    this.listener = listener;
    threads.execute(this::serve);
  }

  /** One that speaks TLS with the only key of a store. */
  static RecordingService secure(Path keyStore) throws IOException, GeneralSecurityException {
    char[] password = KeyStores.PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(keyStore.toFile(), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return new RecordingService(
        "https",
        context
            .getServerSocketFactory()
            .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
  }

  /** Scripts a path, as the service sees it. */
  void script(String path, Script script) {
    scripts.put(path, script);
  }

  URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
  }

  int port() {
    return listener.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** All of a path. */
  List<Received> received(String path) {
    return received.stream().filter(one -> one.target().split("\\?", 2)[0].equals(path)).toList();
  }

  /** The only one of a path. */
  Received only(String path) {
    List<Received> all = received(path);
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " requests for " + path);
    }
    return all.getFirst();
  }

  List<Received> all() {
    return List.copyOf(received);
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        open.add(socket);
        threads.execute(() -> handle(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void handle(Socket socket) {
    try (socket) {
      InputStream in = new java.io.BufferedInputStream(socket.getInputStream(), 65_536);
      boolean again = true;
      while (again) {
        again = answer(socket, in);
      }
    } catch (IOException cut) {
      System.getLogger(RecordingService.class.getName())
          .log(System.Logger.Level.DEBUG, "The gateway cut the connection", cut);
    } finally {
      open.remove(socket);
    }
  }

  private boolean answer(Socket socket, InputStream in) throws IOException {
    String head = readHead(in);
    if (head.isEmpty()) {
      return false;
    }
    String path = head.split(" ", 3)[1].split("\\?", 2)[0];
    Script script = scripts.get(path);
    if (script != null) {
      received.add(new Received(head, "", -1));
      script.run(socket, in, head);
      return false;
    }
    received.add(read(in, head));
    ScriptedTarget.write(
        socket, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
    return true;
  }

  private static Received read(InputStream in, String head) throws IOException {
    MessageDigest digest = sha256();
    long length = 0;
    Received bare = new Received(head, "", 0);
    if (bare.values("Transfer-Encoding").contains("chunked")) {
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        digest.update(in.readNBytes(size));
        in.readNBytes(2);
        length += size;
      }
      line(in);
    } else if (!bare.values("Content-Length").isEmpty()) {
      long left = Long.parseLong(bare.values("Content-Length").getFirst());
      byte[] block = new byte[65_536];
      while (left > 0) {
        int count = in.read(block, 0, (int) Math.min(block.length, left));
        if (count < 0) {
          throw new IOException("the body ended early");
        }
        digest.update(block, 0, count);
        left -= count;
        length += count;
      }
    }
    return new Received(head, HexFormat.of().formatHex(digest.digest()), length);
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("ended");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int state = 0;
    while (state < 4) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      state = next == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  static String hash(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
