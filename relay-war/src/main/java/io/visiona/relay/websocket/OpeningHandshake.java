package io.visiona.relay.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a server answers to a client's opening handshake: RFC 6455 section 4.2. */
public sealed interface OpeningHandshake {
  /** The version that is spoken, and what to answer to another. */
  String VERSION = "13";

  /**
   * 101.
   *
   * @param accept {@code Sec-WebSocket-Accept}
   * @param subprotocol {@code Sec-WebSocket-Protocol}: the first that was offered, since the bytes
   *     are the same whatever a client calls them, and some clients give up when they get none;
   *     null when none was offered
   */
  record Accepted(String accept, @Nullable String subprotocol) implements OpeningHandshake {}

  /** 426 with {@link #VERSION}. */
  record OtherVersion() implements OpeningHandshake {}

  /** 400. */
  record Malformed() implements OpeningHandshake {}

  /**
   * Judges the values of {@code Sec-WebSocket-Version}, {@code Sec-WebSocket-Key} and {@code
   * Sec-WebSocket-Protocol}.
   */
  static OpeningHandshake of(List<String> versions, List<String> keys, List<String> protocols) {
    if (versions.size() != 1) {
      return new Malformed();
    }
    if (!versions.getFirst().strip().equals(VERSION)) {
      return new OtherVersion();
    }
    String key = keys.size() == 1 ? keys.getFirst().strip() : "";
    List<String> offered =
        protocols.stream()
            .flatMap(value -> Stream.of(value.split(",", -1)))
            .map(String::strip)
            .toList();
    if (!Nonce.isOne(key) || !offered.stream().allMatch(Nonce::isToken)) {
      return new Malformed();
    }
    return new Accepted(Nonce.accept(key), offered.isEmpty() ? null : offered.getFirst());
  }

  /** The client's 16 random bytes, and other words of the handshake. */
  final class Nonce {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Nonce() {}

    static boolean isToken(String text) {
      return TOKEN.matcher(text).matches();
    }

    static boolean isOne(String key) {
      return BASE64.matcher(key).matches();
    }

    static String accept(String key) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-1")
                .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(hash);
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java platform has SHA-1", impossible);
      }
    }
  }
}
