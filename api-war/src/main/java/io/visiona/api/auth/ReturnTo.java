package io.visiona.api.auth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where to go after sign-in: a path of this site. Browsers read {@code //host}, {@code /\host} and paths with tabs or line
 * ends in them as other hosts, and something between may decode once more; whatever could be read so becomes {@code /}.
 */
final class ReturnTo {
  static final String HOME = "/";

  private static final int LONGEST = 512;
  private static final int MOST_DECODINGS = 4;
  private static final String CHARACTER = "[A-Za-z0-9\\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2}";
  private static final Pattern PATH_AND_QUERY = Pattern.compile("/(?:" + CHARACTER + ")*(?:\\?(?:[?]|" + CHARACTER + ")*)?");
  private static final Pattern SUSPICIOUS = Pattern.compile("//|\\\\|[\\x00-\\x1f\\x7f]|/\\.{1,2}(/|$)");

  private ReturnTo() {}

  /** The path itself when it cannot lead elsewhere, else {@code /}. */
  static String sanitise(@Nullable String asked) {
    if (asked == null || asked.length() > LONGEST || !PATH_AND_QUERY.matcher(asked).matches()) {
      return HOME;
    }
    int query = asked.indexOf('?');
    String path = query < 0 ? asked : asked.substring(0, query);
    return staysHere(path) && !path.startsWith("/api/auth/") ? asked : HOME;
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
