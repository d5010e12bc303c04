package io.visiona.api.gateway;

import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HopByHop;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Step 2: what a caller may tell a service. Nothing that could pass for what the gateway says itself: identity in any spelling that a
 * server may fold into the same name, on every route; fields of the connection and those it names; where the request came from.
 */
final class CleanFields {
  /** Without regard to case and to what is no letter: {@code x_user.id} becomes HTTP_X_USER_ID with many. */
  private static final Set<String> IDENTITY = Set.of("xuserid", "xusername");

  /** Set anew, or not for services. */
  private static final Set<String> REPLACED =
      Set.of(
          "host",
          "cookie",
          "content-length",
          "expect",
          "forwarded",
          "traceparent",
          "via",
          "x-csrf",
          "x-real-ip",
          "x-request-id");

  private CleanFields() {}

  /** The fields, in the order they came. {@code Authorization} only where the route passes it on. */
  static List<Field> of(HttpServletRequest request, boolean forwardToken) {
    List<Field> given = new ArrayList<>();
    for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
      String name = names.nextElement();
      for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); ) {
        given.add(new Field(name, values.nextElement()));
      }
    }
    List<Field> kept = new ArrayList<>(given.size() + 8);
    for (Field field : HopByHop.strip(given)) {
      if (isKept(field.name().toLowerCase(Locale.ROOT), forwardToken)) {
        kept.add(field);
      }
    }
    return kept;
  }

  private static boolean isKept(String name, boolean forwardToken) {
    return !REPLACED.contains(name)
        && !name.startsWith("x-forwarded-")
        && !isIdentity(name)
        && (forwardToken || !name.equals("authorization"));
  }

  /** Whether a service could take a field of that name for the caller's identity. */
  static boolean isIdentity(String lowerName) {
    if (lowerName.indexOf('x') < 0) {
      return false;
    }
    StringBuilder letters = new StringBuilder(lowerName.length());
    for (int i = 0; i < lowerName.length(); i++) {
      char c = lowerName.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        letters.append(c);
      }
    }
    return IDENTITY.contains(letters.toString());
  }
}
