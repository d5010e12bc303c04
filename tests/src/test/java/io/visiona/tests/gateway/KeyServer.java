package io.visiona.tests.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes the keys of tokens, and counts who asks. */
final class KeyServer implements AutoCloseable {
  /**
   * Of another curve, off its curve, without a modulus, without a type, with a number for an id.
   */
  private static final List<String> ODD =
      List.of(
          "{\"kty\":\"EC\",\"crv\":\"P-999\",\"x\":\"AA\",\"y\":\"AA\"}",
          "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
          "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}",
          "{\"kty\":\"RSA\",\"e\":\"AQAB\"}",
          "{\"kid\":\"none\"}",
          "{\"kty\":\"RSA\",\"kid\":7,\"n\":\"AQAB\",\"e\":\"AQAB\"}",
          "{\"kty\":\"RSA\",\"use\":\"sig\",\"key_ops\":[\"encrypt\"],\"n\":\"AQAB\",\"e\":\"AQAB\"}",
          "null",
          "7");

  private final HttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicInteger others = new AtomicInteger();
  private volatile List<JWK> keys;

  KeyServer(RSAKey first) throws IOException {
    this.keys = List.of(first);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals("/keys");
          (known ? fetches : others).incrementAndGet();
          byte[] body = set().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(known ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** The keys among others that make no sense, as sets of large providers have them. */
  private String set() {
    StringJoiner all = new StringJoiner(",", "{\"keys\":[", "]}");
    ODD.forEach(all::add);
    keys.forEach(key -> all.add(key.toPublicJWK().toJSONString()));
    return all.toString();
  }

  static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
  }

  /** Publishes these from now on. */
  void publish(List<JWK> published) {
    keys = List.copyOf(published);
  }

  int fetches() {
    return fetches.get();
  }

  /** Requests for anything but the keys. */
  int others() {
    return others.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
