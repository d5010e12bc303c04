package io.visiona.agent.pairing;

import io.visiona.agent.tunnel.SessionToken;
import io.visiona.agent.tunnel.TunnelAddress;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The file an agent keeps its credential in. Nobody but its owner can read it, not even for the
 * moment in which it is written, and a crash leaves either the old credential or the new one.
 */
public final class CredentialFile {
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final long MOST_BYTES = 64 * 1024;

  private final Path file;

  public CredentialFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  public Path path() {
    return file;
  }

  /**
   * Makes sure that {@link #write} will find a place, before a code is used up that works only
   * once.
   */
  public void prepare() throws IOException {
    Files.delete(newFile());
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
  }

  /** Replaces what the file held. */
  public void write(AgentCredential credential) throws IOException {
    JsonObject json =
        Json.createObjectBuilder()
            .add("agent_id", credential.agentId())
            .add("name", credential.name())
            .add("session_token", credential.token().value())
            .add("tunnel_url", credential.tunnel().toString())
            .add("file_origins", Json.createArrayBuilder(credential.fileOrigins()))
            .build();
    Path fresh = newFile();
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
  }

  /**
   * Reads it.
   *
   * @throws NoSuchFileException when the agent was never paired
   * @throws IOException when others may read it, or it holds anything else
   */
  public AgentCredential read() throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    refuseExposed();
    if (Files.size(file) > MOST_BYTES) {
      throw new FileSystemException(file.toString(), null, "is too long for a credential");
    }
    try (JsonReader reader = Json.createReader(new StringReader(Files.readString(file)))) {
      JsonObject json = reader.readObject();
      return new AgentCredential(
          json.getString("agent_id"),
          json.getString("name"),
          new SessionToken(json.getString("session_token")),
          TunnelAddress.parse(json.getString("tunnel_url")),
          FileOrigins.of(json));
    } catch (JsonException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException e) {
      // Causes are left out: their messages can quote the file.
      throw new FileSystemException(file.toString(), null, "does not hold a credential");
    }
  }

  private void refuseExposed() throws IOException {
    if (!isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    others.removeAll(OWNER_FILE);
    if (!others.isEmpty()) {
      throw new FileSystemException(
          file.toString(), null, "can be used by others; run chmod 600 on it, or pair again");
    }
  }

  private Path newFile() throws IOException {
    Path directory = file.getParent();
    if (directory == null) {
      throw new FileSystemException(file.toString(), null, "is not a file");
    }
    createDirectories(directory);
    return isPosix(directory)
        ? Files.createTempFile(directory, ".agent", ".tmp", owner(OWNER_FILE))
        : Files.createTempFile(directory, ".agent", ".tmp");
  }

  private static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      if (isPosix(directory)) {
        Files.createDirectory(directory, owner(OWNER_DIRECTORY));
      } else {
        Files.createDirectory(directory);
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<Set<PosixFilePermission>> owner(Set<PosixFilePermission> mode) {
    return PosixFilePermissions.asFileAttribute(mode);
  }
}
