package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where the session is kept between two commands: {@code session.json} in {@code VISIONA_HOME}, or
 * {@code visiona} in {@code XDG_CONFIG_HOME}, or in {@code ~/.config}. Readable by its owner only,
 * from the moment it is there; written whole or not at all.
 */
final class SessionFile {
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final long MOST_BYTES = 64 * 1024;

  private final Path file;

  SessionFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** At the place that the environment names. */
  static SessionFile of(Map<String, String> environment) {
    String home = environment.getOrDefault("VISIONA_HOME", "");
    if (!home.isEmpty()) {
      return new SessionFile(Path.of(home, "session.json"));
    }
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path folder =
        config.isEmpty() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(config);
    return new SessionFile(folder.resolve("visiona").resolve("session.json"));
  }

  Path path() {
    return file;
  }

  /** The session; empty when nobody is signed in. */
  Optional<CliSession> read() {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      if (isPosix() && !OWNER_FILE.containsAll(Files.getPosixFilePermissions(file))) {
        throw new Failure(
            ExitCode.NOT_SIGNED_IN,
            file + " can be read by others. Sign in again, and end the old session on the web.");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw broken();
      }
      try (JsonReader reader = Json.createReader(new StringReader(Files.readString(file)))) {
        JsonObject json = reader.readObject();
        return Optional.of(
            new CliSession(
                URI.create(json.getString("server")),
                json.getString("cookie"),
                json.getString("username"),
                json.getString("expires_at")));
      }
    } catch (JsonException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException notOurs) {
      throw broken();
    } catch (IOException unreadable) {
      throw new Failure(ExitCode.FAULT, "Cannot read " + file + ": " + unreadable.getMessage());
    }
  }

  private Failure broken() {
    return new Failure(
        ExitCode.NOT_SIGNED_IN, file + " does not hold a session. Sign in: visiona login");
  }

  /** Replaces what it held. */
  void write(CliSession session) {
    JsonObject json =
        Json.createObjectBuilder()
            .add("server", session.server().toString())
            .add("cookie", session.cookie())
            .add("username", session.username())
            .add("expires_at", session.expiresAt())
            .build();
    try {
      Path folder = Objects.requireNonNull(file.getParent(), "a file is in a folder");
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, attributes(OWNER_DIRECTORY));
      }
      Path fresh = Files.createTempFile(folder, "session", ".new", attributes(OWNER_FILE));
      try {
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
          ByteBuffer bytes = StandardCharsets.UTF_8.encode(json + "\n");
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException failed) {
      throw new Failure(ExitCode.FAULT, "Cannot write " + file + ": " + failed.getMessage());
    }
  }

  /** Forgets the session. */
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      throw new Failure(ExitCode.FAULT, "Cannot delete " + file + ": " + failed.getMessage());
    }
  }

  private boolean isPosix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
