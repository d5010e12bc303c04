package io.visiona.agent.http;

import jakarta.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hc.core5.http.HttpException;

/** Endpoints that move bodies of any size; none is ever held whole. */
final class Bodies {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long MOST_BYTES = 1L << 50;
  private static final String OCTETS = "application/octet-stream";

  private Bodies() {}

  /** Sends so many bytes of the pattern; {@code ?chunked} without saying how many beforehand. */
  static void bytes(Exchange exchange, String count) throws IOException, HttpException {
    Long wanted = Target.parseNumber(count, 0, MOST_BYTES);
    if (wanted == null) {
      Problem.BAD_REQUEST.send(exchange, "Say how many bytes: /bytes/1048576.");
      return;
    }
    OutputStream out =
        exchange.target().has("chunked")
            ? exchange.beginChunked(200, OCTETS)
            : exchange.begin(200, OCTETS, wanted);
    if (exchange.method().equals("HEAD")) {
      return;
    }
    Pattern pattern = new Pattern();
    for (long left = wanted; left > 0; left -= Pattern.BLOCK_BYTES) {
      out.write(pattern.next(), 0, (int) Math.min(left, Pattern.BLOCK_BYTES));
    }
  }

  /** Counts and hashes the body; {@code ?hash=off} only counts. */
  static void sink(Exchange exchange) throws IOException, HttpException {
    boolean hashing = !"off".equals(exchange.target().query().get("hash"));
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    InputStream in = exchange.body();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      total += count;
      if (hashing) {
        digest.update(buffer, 0, count);
      }
    }
    var answer = Json.createObjectBuilder().add("bytes", total);
    if (hashing) {
      answer.add("sha256", HexFormat.of().formatHex(digest.digest()));
    }
    exchange.send(200, Problem.JSON, answer.build().toString());
  }

  /** Sends the body back while it arrives. */
  static void echo(Exchange exchange) throws IOException, HttpException {
    String type = exchange.header("Content-Type");
    String length = exchange.header("Content-Length");
    InputStream in = exchange.body();
    boolean chunked = exchange.header("Transfer-Encoding") != null;
    OutputStream out =
        chunked
            ? exchange.beginChunked(200, type == null ? OCTETS : type)
            : exchange.begin(
                200, type == null ? OCTETS : type, length == null ? 0 : Long.parseLong(length));
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      if (in.available() == 0) {
        out.flush();
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
