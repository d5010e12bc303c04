package io.visiona.agent.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Serves one file to whoever has the token, with ranges; can be told to misbehave. */
public final class FileServer implements AutoCloseable {
  public static final String TOKEN = "ticket-0123456789-secret";

  private final HttpServer server;
  private final byte[] content;
  private final Queue<Misdeed> misdeeds = new ConcurrentLinkedQueue<>();
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  /** What it does once instead of answering. */
  public interface Misdeed {
    void answer(HttpExchange exchange) throws IOException;
  }

  public FileServer(int size) {
    content = new byte[size];
    new Random(7).nextBytes(content);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public byte[] content() {
    return content;
  }

  /** The range of each request, empty without. */
  public List<String> ranges() {
    return ranges;
  }

  public FileServer next(Misdeed misdeed) {
    misdeeds.add(misdeed);
    return this;
  }

  /** Sends this part of the file, then cuts the connection. */
  public FileServer breakOffAfter(int bytes) {
    return next(exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, bytes);
      exchange.getResponseBody().flush();
      throw new IOException("cut");
    });
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "" : range);
    Misdeed misdeed = misdeeds.poll();
    if (misdeed != null) {
      misdeed.answer(exchange);
      exchange.close();
      return;
    }
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
      return;
    }
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
    if (range != null) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
    exchange.getResponseBody().write(content, from, content.length - from);
    exchange.close();
  }

  public String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The body that flashes the file. */
  public String order(String chip) {
    return order(chip, sha256(), content.length, origin() + "/file");
  }

  public String order(String chip, String sha256, long size, String url) {
    return """
    {"model":{"id":"1f0c7a3e-0000-4000-8000-000000000001","name":"Doorbell","chip":"%s",
     "size_bytes":%d,"sha256":"%s","task":"detection",
     "labels":["person","bicycle","car","bus","dog"],"input":{"width":416,"height":416}},
     "download":{"url":"%s","token":"%s","expires_at":"2030-01-01T00:00:00.000Z"},
     "verify":true,"start_after":false}\
    """
        .formatted(chip, size, sha256, url, TOKEN);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
