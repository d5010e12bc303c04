package io.visiona.api.identity.signin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where to go after sign-in: a path of this site. Browsers read {@code //host}, {@code /\host} and
 * paths with tabs or line ends in them as other hosts, and something between may decode once more;
 * whatever could be read so becomes {@code /}.
 */
final class ReturnTo {
  static final String HOME = "/";

  private static final int LONGEST = 512;
  private static final int MOST_DECODINGS = 4;
  private static final String CHARACTER = "[A-Za-z0-9\\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2}";

  /** A fragment too: it says where on the page a person was. */
  private static final Pattern PATH_QUERY_AND_FRAGMENT =
      Pattern.compile(
          "/(?:"
              + CHARACTER
              + ")*(?:\\?(?:[?]|"
              + CHARACTER
              + ")*)?(?:#(?:[?]|"
              + CHARACTER
              + ")*)?");

  private static final Pattern SUSPICIOUS =
      Pattern.compile("//|\\\\|[\\x00-\\x1f\\x7f]|/\\.{1,2}(/|$)");

  private ReturnTo() {}

  /** The path itself when it cannot lead elsewhere, else {@code /}. */
  static String sanitise(@Nullable String asked) {
    if (asked == null
        || asked.length() > LONGEST
        || !PATH_QUERY_AND_FRAGMENT.matcher(asked).matches()) {
      return HOME;
    }
    String path = asked.split("[?#]", 2)[0];
    int hash = asked.indexOf('#');
    String fragment = hash < 0 ? "" : asked.substring(hash + 1);
    return staysHere(path) && staysHere(fragment) && !path.startsWith("/api/auth/") ? asked : HOME;
  }

  private static boolean staysHere(String path) {
    String form = path;
    for (int i = 0; i < MOST_DECODINGS; i++) {
      if (SUSPICIOUS.matcher(form).find()) {
        return false;
      }
      String decoded;
      try {
        decoded = URLDecoder.decode(form.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException malformed) {
        return false;
      }
      if (decoded.equals(form)) {
        return true;
      }
      form = decoded;
    }
    return false;
  }
}
