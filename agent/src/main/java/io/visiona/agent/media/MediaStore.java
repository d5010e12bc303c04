package io.visiona.agent.media;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.faults.AgentFaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/** Where uploads are kept. Thread-safe. */
public final class MediaStore {
  private static final long SPARE_BYTES = 64L << 20;
  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * A file that was saved.
   *
   * @param path where
   * @param sizeBytes its size
   * @param sha256 lower case hexadecimal
   */
  public record Saved(Path path, long sizeBytes, String sha256) {}

  private final Path folder;
  private final AgentFaults faults;

  /** A store; what an earlier agent left there is deleted. */
  public MediaStore(Path folder, AgentFaults faults) throws IOException {
    this.folder = folder;
    this.faults = faults;
    Files.createDirectories(folder);
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Saves an upload of so many bytes at most. */
  public Saved save(InputStream in, long mostBytes) throws AgentException, IOException {
    if (faults.isOn("disk_full") || Files.getFileStore(folder).getUsableSpace() < SPARE_BYTES) {
      throw new AgentException(AgentErrorCode.AGENT_DISK_FULL, "The agent's disk is full.");
    }
    Path file = folder.resolve(UUID.randomUUID().toString());
    boolean kept = false;
    try (DigestOutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha256())) {
      long size = copy(in, out, mostBytes);
      kept = true;
      return new Saved(file, size, HexFormat.of().formatHex(out.getMessageDigest().digest()));
    } finally {
      if (!kept) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static long copy(InputStream in, OutputStream out, long mostBytes)
      throws AgentException, IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      size += count;
      if (size > mostBytes) {
        throw new AgentException(
            AgentErrorCode.PAYLOAD_TOO_LARGE,
            "The file is too large.",
            Map.of("limit_bytes", mostBytes));
      }
      out.write(buffer, 0, count);
    }
    return size;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Deletes an upload. */
  public void forget(Saved file) {
    delete(file.path());
  }

  void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.getLogger(MediaStore.class.getName())
          .log(System.Logger.Level.WARNING, "an upload is left over: {0}", e.getMessage());
    }
  }
}
