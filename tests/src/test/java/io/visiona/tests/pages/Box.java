package io.visiona.tests.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The web server of a box, with everything that such servers offer. One request of a connection. It
 * keeps the heads of the requests that it was asked.
 */
final class Box implements AutoCloseable {
  private static final Map<String, String> FILES =
      Map.of(
          "/", "index.html text/html",
          "/style.css", "style.css text/css",
          "/main.js", "main.js text/javascript",
          "/word.js", "word.js text/javascript",
          "/sw.js", "sw.js text/javascript",
          "/frame.jpg", "frame.jpg image/jpeg",
          "/film.mp4", "film.mp4 video/mp4");

  private static final Pattern RANGE = Pattern.compile("(?i)\r\nrange: bytes=(\\d+)-(\\d*)");
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");
  private static final Pattern KEY = Pattern.compile("(?i)\r\nsec-websocket-key: (\\S+)");

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String name;
  private final Map<String, String> extra = new ConcurrentHashMap<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final Set<String> streams = ConcurrentHashMap.newKeySet();

  Box(String name) throws IOException {
    this.name = name;
    threads.execute(this::serve);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Fields of the answers to this path, each with its line end. */
  Box answering(String path, String fields) {
    extra.put(path, fields);
    return this;
  }

  /** The last request for a path, as it came. */
  String asked(String path) {
    return heads.stream()
        .filter(head -> head.split(" ", 3)[1].split("\\?", 2)[0].equals(path))
        .reduce((_, last) -> last)
        .orElse("");
  }

  /** As if nobody had asked for anything yet. */
  void forget() {
    heads.clear();
  }

  /** Paths of the streams that somebody reads now. */
  Set<String> streams() {
    return Set.copyOf(streams);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> handle(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void handle(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      String head = head(in);
      heads.add(head);
      String[] line = head.split(" ", 3);
      String path = line[1].split("\\?", 2)[0];
      Matcher length = LENGTH.matcher(head);
      String body =
          length.find() ? new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8) : "";
      answer(socket, line[0], path, head, body);
    } catch (IOException cut) {
      System.getLogger(Box.class.getName()).log(System.Logger.Level.DEBUG, "cut", cut);
    }
  }

  private void answer(Socket socket, String method, String path, String head, String body)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    String file = FILES.get(path);
    switch (path) {
      case "/mjpeg" -> mjpeg(out);
      case "/events" -> events(out);
      case "/socket" -> socket(socket, head);
      case "/form" -> send(out, 200, "text/html", ("posted " + body).getBytes(UTF_8), extra(path));
      case "/echo" -> send(out, 200, "text/plain", (method + ":" + body).getBytes(UTF_8), "");
      case "/data.json" ->
          send(
              out,
              200,
              "application/json",
              ("{\"said\":\"" + name(path) + "\"}").getBytes(UTF_8),
              "");
      case "/cookies" ->
          send(out, 200, "text/plain", new byte[0], "Set-Cookie: theirs=2; Path=/\r\n");
      default -> {
        if (file == null) {
          send(out, 200, "text/html", ("<h1>" + name(path) + "</h1>").getBytes(UTF_8), extra(path));
        } else {
          file(out, file.split(" ", 2), head, extra(path));
        }
      }
    }
  }

  private String name(String path) {
    return name + " " + path;
  }

  private String extra(String path) {
    return extra.getOrDefault(path, "");
  }

  private static void file(OutputStream out, String[] file, String head, String extra)
      throws IOException {
    byte[] all = resource(file[0]);
    Matcher range = RANGE.matcher(head);
    if (!range.find()) {
      send(out, 200, file[1], all, extra + "Accept-Ranges: bytes\r\n");
      return;
    }
    int from = Integer.parseInt(range.group(1));
    int to = range.group(2).isEmpty() ? all.length - 1 : Integer.parseInt(range.group(2));
    String said = "Content-Range: bytes " + from + "-" + to + "/" + all.length + "\r\n";
    send(out, 206, file[1], Arrays.copyOfRange(all, from, to + 1), extra + said);
  }

  private static byte[] resource(String file) throws IOException {
    try (InputStream in = Box.class.getResourceAsStream("/pages/" + file)) {
      if (in == null) {
        throw new IOException("no resource " + file);
      }
      return in.readAllBytes();
    }
  }

  private static void send(OutputStream out, int status, String type, byte[] body, String fields)
      throws IOException {
    String head =
        "HTTP/1.1 "
            + status
            + " Said\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n"
            + fields
            + "\r\n";
    out.write(head.getBytes(ISO_8859_1));
    out.write(body);
    out.flush();
  }

  private void mjpeg(OutputStream out) throws IOException {
    byte[] frame = resource("frame.jpg");
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n";
    stream(
        "/mjpeg",
        out,
        head,
        () -> {
          ByteArrayOutputStream part = new ByteArrayOutputStream();
          part.writeBytes(
              ("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: "
                      + frame.length
                      + "\r\n\r\n")
                  .getBytes(ISO_8859_1));
          part.writeBytes(frame);
          part.writeBytes("\r\n".getBytes(ISO_8859_1));
          return part.toByteArray();
        });
  }

  private void events(OutputStream out) throws IOException {
    int[] count = {0};
    stream(
        "/events",
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
        () -> ("data: " + count[0]++ + "\n\n").getBytes(ISO_8859_1));
  }

  private interface Piece {
    byte[] next();
  }

  /**
   * Ten pieces a second until nobody takes them; that pace is what a camera has, not a wait for
   * anything.
   */
  private void stream(String path, OutputStream out, String head, Piece piece) throws IOException {
    streams.add(path);
    try {
      out.write(head.getBytes(ISO_8859_1));
      while (!listener.isClosed()) {
        out.write(piece.next());
        out.flush();
        LockSupport.parkNanos(100_000_000L);
      }
    } finally {
      streams.remove(path);
    }
  }

  private void socket(Socket socket, String head) throws IOException {
    Matcher key = KEY.matcher(head);
    if (!key.find()) {
      send(socket.getOutputStream(), 400, "text/plain", new byte[0], "");
      return;
    }
    streams.add("/socket");
    try {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + accept(key.group(1))
                  + "\r\n\r\n")
              .getBytes(ISO_8859_1));
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (echo(in, out)) {
        out.flush();
      }
    } finally {
      streams.remove("/socket");
    }
  }

  /** Small frames only. */
  private static boolean echo(DataInputStream in, OutputStream out) throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int length = in.readUnsignedByte() & 0x7f;
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    out.write(first);
    out.write(payload.length);
    out.write(payload);
    return (first & 0x0f) != 8;
  }

  private static String accept(String key) {
    try {
      byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }
}
