package io.visiona.shared.exchange;

import java.util.ArrayList;
import java.util.List;

/** Where the body of a response ends (RFC 9112 section 6.3). */
public sealed interface BodyFraming {

  /** There is none. */
  record Empty() implements BodyFraming {}

  /** After that many bytes. */
  record Sized(long length) implements BodyFraming {}

  /** With the last chunk. */
  record Chunked() implements BodyFraming {}

  /** With the stream. */
  record UntilEnd() implements BodyFraming {}

  /** It is no body but another protocol: 101. */
  record Switched() implements BodyFraming {}

  /** Digits of the longest length accepted: below 2^63. */
  int MOST_DIGITS = 18;

  /**
   * Decides, and refuses everything two parsers could understand differently: both lengths,
   * different ones, other codings, chunks from HTTP/1.0. The same length twice is that length (RFC
   * 9112 section 6.3).
   */
  static BodyFraming of(String method, ResponseHead head, boolean http10) throws ExchangeException {
    List<String> codings = values(head, "Transfer-Encoding");
    List<String> lengths = values(head, "Content-Length");
    if (codings.size() > 1
        || lengths.stream().distinct().count() > 1
        || (!codings.isEmpty() && (http10 || !lengths.isEmpty()))) {
      throw ExchangeException.badResponse("ambiguous length");
    }
    if (!codings.isEmpty() && !codings.getFirst().strip().equalsIgnoreCase("chunked")) {
      throw ExchangeException.badResponse("unknown transfer coding");
    }
    long length = lengths.isEmpty() ? -1 : length(lengths.getFirst());
    if (head.status() == 101) {
      return new Switched();
    }
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return new Empty();
    }
    if (!codings.isEmpty()) {
      return new Chunked();
    }
    return lengths.isEmpty() ? new UntilEnd() : new Sized(length);
  }

  private static long length(String value) throws ExchangeException {
    boolean digits = !value.isEmpty() && value.length() <= MOST_DIGITS;
    for (int i = 0; digits && i < value.length(); i++) {
      digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    if (!digits) {
      throw ExchangeException.badResponse("malformed Content-Length");
    }
    return Long.parseLong(value);
  }

  private static List<String> values(ResponseHead head, String name) {
    List<String> values = new ArrayList<>(1);
    for (Field field : head.fields()) {
      if (field.is(name)) {
        values.add(field.value());
      }
    }
    return values;
  }
}
