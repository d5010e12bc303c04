package io.visiona.api.gateway.head;

import io.visiona.api.gateway.head.HeadRules.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Judges the head of a request as it came over the wire. */
public final class RequestHeads {
  private RequestHeads() {}

  /** What is wrong with it, if anything. */
  public static Optional<Violation> check(HttpServletRequest request) throws UnseenHeadException {
    byte[] raw = RawHead.of(request);
    return HeadRules.check(raw, start(raw, raw.length, request.getMethod()), raw.length);
  }

  /**
   * Where the head begins. Mostly that is where the bytes do. A client that sends several requests without waiting has earlier ones before
   * it: the head has no empty line within, so it begins behind the last but one, at the first place where its method stands. What a caller
   * puts there to confuse this search only makes more bytes be judged, never fewer.
   */
  static int start(byte[] bytes, int end, String method) {
    int floor = 0;
    for (int i = end - 3; i > 0; i--) {
      boolean empty = bytes[i] == '\n' && (bytes[i - 1] == '\n' || (bytes[i - 1] == '\r' && i > 1 && bytes[i - 2] == '\n'));
      if (empty && i < end - 2) {
        floor = i + 1;
        break;
      }
    }
    for (int i = floor; i + method.length() < end; i++) {
      if (startsWith(bytes, i, method)) {
        return i;
      }
    }
    return floor;
  }

  private static boolean startsWith(byte[] bytes, int at, String method) {
    for (int i = 0; i < method.length(); i++) {
      if (bytes[at + i] != method.charAt(i)) {
        return false;
      }
    }
    return bytes[at + method.length()] == ' ';
  }
}
