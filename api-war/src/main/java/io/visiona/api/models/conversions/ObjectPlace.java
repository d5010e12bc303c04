package io.visiona.api.models.conversions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where results of a person's conversions are on the file server: {@code
 * models/{subject}/{jobId}.nef}. A subject that is not plain text for a path stands there as its
 * hash, because what has to be percent-encoded in one place and not in another sooner or later
 * names something else.
 */
final class ObjectPlace {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,127}");
  private static final Pattern HASHED = Pattern.compile("sha256-[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}");

  private ObjectPlace() {}

  /** What the converter is asked to write to. */
  static String target(String subject, String jobId) {
    return folder(subject) + jobId + ".nef";
  }

  /**
   * Whether what the converter says it wrote to may be kept: a plain name in the person's own
   * folder. Anything else could be another person's file, which we would then ask a download token
   * for.
   */
  static boolean isAcceptable(String subject, String key) {
    String folder = folder(subject);
    return key.startsWith(folder) && NAME.matcher(key.substring(folder.length())).matches();
  }

  private static String folder(String subject) {
    boolean plain = PLAIN.matcher(subject).matches() && !HASHED.matcher(subject).matches();
    return "models/" + (plain ? subject : "sha256-" + sha256(subject)) + "/";
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}
