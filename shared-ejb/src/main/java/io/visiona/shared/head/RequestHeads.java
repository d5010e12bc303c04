package io.visiona.shared.head;

import io.visiona.shared.container.Container;
import io.visiona.shared.container.UnseenHeadException;
import io.visiona.shared.head.HeadRules.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Judges the head of a request as the container shows it: on Open Liberty, as it came over the
 * wire.
 */
final class RequestHeads {
  private RequestHeads() {}

  /**
   * What was seen.
   *
   * @param violation what is wrong with the head, if anything; nothing else counts then
   * @param method as sent
   * @param target as sent, in ISO 8859-1
   */
  record Seen(Optional<Violation> violation, String method, String target) {}

  /** Reads the head of a request. */
  static Seen see(HttpServletRequest request, Container container) throws UnseenHeadException {
    byte[] raw = container.head(request);
    int start = start(raw, raw.length, request.getMethod());
    Optional<Violation> violation = HeadRules.check(raw, start, raw.length);
    if (violation.isPresent()) {
      return new Seen(violation, "", "");
    }
    int method = next(raw, start, ' ');
    int target = next(raw, method + 1, ' ');
    return new Seen(violation, text(raw, start, method), text(raw, method + 1, target));
  }

  private static int next(byte[] bytes, int from, char what) {
    int at = from;
    while (bytes[at] != what) {
      at++;
    }
    return at;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /**
   * Where the head begins. Mostly that is where the bytes do. A client that sends several requests
   * without waiting has earlier ones before it: the head has no empty line within, so it begins
   * behind the last but one, at the first place where its method stands. What a caller puts there
   * to confuse this search only makes more bytes be judged, never fewer.
   */
  static int start(byte[] bytes, int end, String method) {
    int floor = 0;
    for (int i = end - 3; i > 0; i--) {
      boolean empty =
          bytes[i] == '\n'
              && (bytes[i - 1] == '\n' || (bytes[i - 1] == '\r' && i > 1 && bytes[i - 2] == '\n'));
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
