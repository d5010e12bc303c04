package io.visiona.api.proxy;

import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a response is compressed on its way: when the client says it can (RFC 9110 section
 * 12.5.3) and it is worth it. Never events, what is encoded already, what says {@code no-transform}
 * (RFC 9111 section 5.2.2.6), parts of something, or little.
 */
final class Compression {
  /** Below this gzip's frame and the chunks eat most of the gain. */
  static final int LEAST_BYTES = 1024;

  private static final Set<String> TYPES =
      Set.of(
          "application/json",
          "application/javascript",
          "application/xml",
          "application/x-ndjson",
          "application/graphql-response+json",
          "application/manifest+json",
          "application/wasm",
          "image/svg+xml",
          "image/bmp");

  private static final Pattern ZERO = Pattern.compile("(?i).*;\\s*q=0(\\.0{0,3})?\\s*");

  private Compression() {}

  static boolean helps(HttpServletRequest request, ResponseHead head, BodyFraming framing) {
    boolean whole = head.status() == 200 || head.status() >= 400 || head.status() == 201;
    boolean body =
        framing instanceof BodyFraming.Chunked || framing instanceof BodyFraming.UntilEnd;
    boolean enough =
        body || (framing instanceof BodyFraming.Sized sized && sized.length() >= LEAST_BYTES);
    return whole
        && enough
        && isCompressible(head.first("Content-Type").orElse(""))
        && head.first("Content-Encoding").isEmpty()
        && head.first("Content-Range").isEmpty()
        && !forbids(head)
        && accepts(request);
  }

  private static boolean forbids(ResponseHead head) {
    return head.fields().stream()
        .anyMatch(field ->
            field.is("Cache-Control")
                && field.value().toLowerCase(Locale.ROOT).contains("no-transform"));
  }

  private static boolean isCompressible(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return !type.equals("text/event-stream")
        && (type.startsWith("text/")
            || TYPES.contains(type)
            || type.endsWith("+json")
            || type.endsWith("+xml"));
  }

  private static boolean accepts(HttpServletRequest request) {
    boolean any = false;
    for (String value : Collections.list(request.getHeaders("Accept-Encoding"))) {
      for (String coding : value.split(",", -1)) {
        String name = coding.split(";", 2)[0].strip();
        boolean acceptable = !ZERO.matcher(coding).matches();
        if (name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("x-gzip")) {
          return acceptable;
        }
        any |= name.equals("*") && acceptable;
      }
    }
    return any;
  }
}
