package io.visiona.tests.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The web server behind one agent. Every answer carries its name, and no byte of its downloads is
 * as another box's at that place would be. It notes what it took, and what was meant for another.
 */
final class NamedBox implements AutoCloseable {
  private static final int BLOCK = 16_384;
  private static final long EVENT_MILLIS = 250;

  private final String name;
  private final Ledger ledger;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  NamedBox(String name, Ledger ledger) throws IOException {
    this.name = name;
    this.ledger = ledger;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String name() {
    return name;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The byte of a box's downloads at a place. */
  static byte byteAt(String box, long place) {
    return (byte) (box.hashCode() * 31L + place * 7 + (place >>> 8) + (place >>> 16));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> query = query(exchange);
      if (!name.equals(query.get("for"))) {
        ledger.astray(name + " was asked " + exchange.getRequestURI());
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/bytes" -> bytes(exchange, Integer.parseInt(query.getOrDefault("size", "0")));
        case "/take" -> take(exchange, query.getOrDefault("id", ""));
        case "/events" -> events(exchange);
        default -> send(exchange, name);
      }
    }
  }

  private void bytes(HttpExchange exchange, int size) throws IOException {
    exchange.sendResponseHeaders(200, size);
    try (OutputStream out = exchange.getResponseBody()) {
      byte[] block = new byte[BLOCK];
      for (int from = 0; from < size; from += BLOCK) {
        int length = Math.min(BLOCK, size - from);
        for (int i = 0; i < length; i++) {
          block[i] = byteAt(name, from + i);
        }
        out.write(block, 0, length);
      }
    }
  }

  /** A body that is cut throws before it is noted. */
  private void take(HttpExchange exchange, String id) throws IOException {
    MessageDigest digest = sha256();
    byte[] block = new byte[BLOCK];
    try (InputStream in = exchange.getRequestBody()) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
    }
    String hash = HexFormat.of().formatHex(digest.digest());
    ledger.took(id);
    send(exchange, name + " " + hash);
  }

  private void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      long number = 0;
      do {
        out.write(("data: " + name + " " + number++ + "\n\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
      } while (!closing.await(EVENT_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new TreeMap<>();
    String text = exchange.getRequestURI().getQuery();
    if (text != null) {
      for (String field : text.split("&", -1)) {
        int equals = field.indexOf('=');
        query.put(field.substring(0, Math.max(0, equals)), field.substring(equals + 1));
      }
    }
    return query;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
