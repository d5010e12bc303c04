package io.visiona.shared.head;

import java.util.Locale;
import java.util.Optional;

/**
 * What two servers could read differently in the head of a request, judged on its bytes (RFC 9112
 * sections 2.2, 5, 6 and 11.2). A container repairs most of it silently, which is what makes
 * smuggling possible.
 */
public final class HeadRules {
  /** What is wrong; never shown to a caller in more detail than that the request is not valid. */
  public enum Violation {
    BARE_LINE_FEED,
    BARE_CARRIAGE_RETURN,
    CONTROL_CHARACTER,
    OBSOLETE_FOLD,
    MALFORMED_FIELD,
    MALFORMED_REQUEST_LINE,
    SEVERAL_LENGTHS,
    MALFORMED_LENGTH,
    LENGTH_AND_CODING,
    UNKNOWN_CODING,
    HOST,
    TARGET_TOO_LONG,
    HEAD_TOO_LARGE
  }

  /** Bytes of a request's target at most; RFC 9112 section 3 asks for 8,000 at least. */
  public static final int LONGEST_TARGET = 16 * 1024;

  /** Bytes of a head at most, request line and line ends included. */
  public static final int LARGEST_HEAD = 48 * 1024;

  private static final int MOST_DIGITS = 18;

  private final byte[] head;
  private final int start;
  private final int end;
  private int lengths;
  private int codings;
  private int hosts;
  private boolean http11;

  private HeadRules(byte[] head, int start, int end) {
    this.head = head;
    this.start = start;
    this.end = end;
  }

  /**
   * Judges {@code head} from {@code start} to {@code end}: a request line, fields, and the empty
   * line.
   */
  public static Optional<Violation> check(byte[] head, int start, int end) {
    return new HeadRules(head, start, end).check();
  }

  private Optional<Violation> check() {
    if (end - start > LARGEST_HEAD) {
      return Optional.of(tooLarge());
    }
    int at = start;
    boolean requestLine = true;
    while (at < end) {
      int lf = lineEnd(at);
      if (lf < 0) {
        return Optional.of(Violation.MALFORMED_FIELD);
      }
      if (lf == at || head[lf - 1] != '\r') {
        return Optional.of(Violation.BARE_LINE_FEED);
      }
      int eol = lf - 1;
      if (eol == at && !requestLine) {
        return total();
      }
      Optional<Violation> wrong = characters(at, eol);
      if (wrong.isEmpty()) {
        wrong = requestLine ? requestLine(at, eol) : field(at, eol);
      }
      if (wrong.isPresent()) {
        return wrong;
      }
      requestLine = false;
      at = lf + 1;
    }
    return Optional.of(Violation.MALFORMED_FIELD);
  }

  /** Whether it is the target alone that is too much; its line need not be good otherwise. */
  private Violation tooLarge() {
    int line = lineEnd(start);
    return line < 0 || line - start > LONGEST_TARGET
        ? Violation.TARGET_TOO_LONG
        : Violation.HEAD_TOO_LARGE;
  }

  private int lineEnd(int from) {
    for (int i = from; i < end; i++) {
      if (head[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private Optional<Violation> characters(int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = head[i];
      if (b == '\r') {
        return Optional.of(Violation.BARE_CARRIAGE_RETURN);
      }
      if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
        return Optional.of(Violation.CONTROL_CHARACTER);
      }
    }
    return Optional.empty();
  }

  /** One space each between method, target and version; no white space anywhere else. */
  private Optional<Violation> requestLine(int from, int to) {
    int spaces = 0;
    for (int i = from; i < to; i++) {
      if (head[i] == ' ') {
        spaces++;
      } else if (head[i] == '\t') {
        spaces = MOST_DIGITS;
      }
    }
    boolean good = spaces == 2 && to - from >= 14 && head[to - 9] == ' ' && head[from] != ' ';
    String version = good ? text(to - 8, to) : "";
    http11 = version.equals("HTTP/1.1");
    if (!http11 && !version.equals("HTTP/1.0")) {
      return Optional.of(Violation.MALFORMED_REQUEST_LINE);
    }
    return to - from > LONGEST_TARGET ? Optional.of(Violation.TARGET_TOO_LONG) : Optional.empty();
  }

  private Optional<Violation> field(int from, int to) {
    if (head[from] == ' ' || head[from] == '\t') {
      return Optional.of(Violation.OBSOLETE_FOLD);
    }
    int colon = from;
    while (colon < to && head[colon] != ':') {
      if (!isToken(head[colon])) {
        return Optional.of(Violation.MALFORMED_FIELD);
      }
      colon++;
    }
    if (colon == from || colon == to) {
      return Optional.of(Violation.MALFORMED_FIELD);
    }
    return switch (colon - from) {
      case 4 -> is(from, colon, "host") ? host() : Optional.empty();
      case 14 -> is(from, colon, "content-length") ? length(colon + 1, to) : Optional.empty();
      case 17 -> is(from, colon, "transfer-encoding") ? coding(colon + 1, to) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<Violation> host() {
    hosts++;
    return Optional.empty();
  }

  private Optional<Violation> length(int from, int to) {
    if (++lengths > 1) {
      return Optional.of(Violation.SEVERAL_LENGTHS);
    }
    String value = trimmed(from, to);
    if (value.indexOf(',') >= 0) {
      return Optional.of(Violation.SEVERAL_LENGTHS);
    }
    boolean digits =
        !value.isEmpty()
            && value.length() <= MOST_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Optional.empty() : Optional.of(Violation.MALFORMED_LENGTH);
  }

  private Optional<Violation> coding(int from, int to) {
    codings++;
    boolean chunked = trimmed(from, to).toLowerCase(Locale.ROOT).equals("chunked");
    return chunked && codings == 1 ? Optional.empty() : Optional.of(Violation.UNKNOWN_CODING);
  }

  private Optional<Violation> total() {
    if (codings > 0 && lengths > 0) {
      return Optional.of(Violation.LENGTH_AND_CODING);
    }
    if (codings > 0 && !http11) {
      return Optional.of(Violation.UNKNOWN_CODING);
    }
    boolean named = hosts == 1 || (hosts == 0 && !http11);
    return named ? Optional.empty() : Optional.of(Violation.HOST);
  }

  private boolean is(int from, int to, String lower) {
    for (int i = from; i < to; i++) {
      int c = head[i];
      int folded = c >= 'A' && c <= 'Z' ? c + 32 : c;
      if (folded != lower.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Optional white space is blanks and tabs (RFC 9110 section 5.6.3); {@link String#strip()} would
   * take more.
   */
  private String trimmed(int from, int to) {
    int first = from;
    int last = to;
    while (first < last && (head[first] == ' ' || head[first] == '\t')) {
      first++;
    }
    while (last > first && (head[last - 1] == ' ' || head[last - 1] == '\t')) {
      last--;
    }
    return text(first, last);
  }

  private String text(int from, int to) {
    return new String(head, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static boolean isToken(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
  }
}
