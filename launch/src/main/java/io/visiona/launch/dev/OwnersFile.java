package io.visiona.launch.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Files that hold a credential: only their owner may read them, from the first moment on. */
final class OwnersFile {
  private static final int SECRET_BYTES = 16;

  private OwnersFile() {}

  /** Writes a file whole or not at all. */
  static void write(Path file, String text) throws IOException {
    Path draft =
        Files.createTempFile(
            file.getParent(),
            "draft",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text, StandardCharsets.UTF_8);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The secret of a file; made of 128 random bits where there is none yet. */
  static String secret(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(random);
      write(file, HexFormat.of().formatHex(random) + "\n");
    }
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }
}
