package io.visiona.api.server.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/**
 * One file, ready to be sent. Immutable: nobody else has the arrays.
 *
 * @param plain as it is
 * @param zipped the same through gzip, made once instead of at every request
 * @param type its media type
 * @param tag its strong {@code ETag}, from the content
 * @param lasting whether its address changes with its content, so that nobody need ask again
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves the package
record Served(byte[] plain, byte[] zipped, String type, String tag, boolean lasting) {

  static Served of(byte[] content, String type, boolean lasting) {
    String tag =
        '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(content)) + '"';
    return new Served(content, gzip(content), type, tag, lasting);
  }

  String cacheControl() {
    return lasting ? "public, max-age=31536000, immutable" : "no-cache";
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return out.toByteArray();
  }
}
