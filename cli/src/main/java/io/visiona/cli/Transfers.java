package io.visiona.cli;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Large bodies, with their progress. */
final class Transfers {
  private static final int BUFFER = 64 * 1024;

  private Transfers() {}

  /** Sends a file; what the server answered. */
  static JsonObject upload(
      Command command, Api api, String path, Map<String, String> fields, Path file)
      throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new Failure(ExitCode.USAGE, "Cannot read " + file);
    }
    long size = Math.max(1, Files.size(file));
    ProgressBar progress = new ProgressBar(command.terminal(), "Sending", command.style());
    Form form = new Form(fields, file);
    try {
      return api.upload(
          path,
          form.contentType(),
          form.body(sent -> progress.at((double) sent / size, ProgressBar.bytes(sent))));
    } finally {
      progress.end();
    }
  }

  /**
   * Fetches a model's file beside its place, compares its hash and moves it there: from the file
   * server with a token for it, or from the library itself.
   */
  static void download(Command command, Api api, JsonObject model, Path file) throws IOException {
    long size = model.getJsonNumber("size").longValue();
    Path folder = file.toAbsolutePath().getParent();
    Path part = Files.createTempFile(folder, ".visiona", ".part");
    ProgressBar progress = new ProgressBar(command.terminal(), "Fetching", command.style());
    try {
      MessageDigest digest = sha256();
      HttpResponse<InputStream> answer = api.open(source(api, model));
      try (InputStream in = new DigestInputStream(answer.body(), digest);
          OutputStream out = Files.newOutputStream(part)) {
        copy(in, out, size, progress);
      } catch (IOException broken) {
        throw new Failure(ExitCode.UNAVAILABLE, "The download broke off: " + broken.getMessage());
      }
      String hash = HexFormat.of().formatHex(digest.digest());
      if (!hash.equals(model.getString("sha256"))) {
        throw new Failure(ExitCode.FAILED, "What arrived is not the model: its SHA-256 is " + hash);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      progress.end();
      Files.deleteIfExists(part);
    }
  }

  private static HttpRequest source(Api api, JsonObject model) {
    String path = "/api/models/" + model.getString("id");
    if (model.getString("source").equals("uploaded")) {
      return api.request(path + "/content").build();
    }
    JsonObject download = api.get(path + "/download");
    // The session is for the server alone; the token is for this file alone.
    return HttpRequest.newBuilder(URI.create(download.getString("download_url")))
        .header("Authorization", "Bearer " + download.getString("token"))
        .build();
  }

  private static void copy(InputStream in, OutputStream out, long size, ProgressBar progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    for (int some = in.read(buffer); some >= 0; some = in.read(buffer)) {
      done += some;
      if (done > size) {
        throw new IOException("there is more than the model's " + size + " bytes");
      }
      out.write(buffer, 0, some);
      progress.at((double) done / Math.max(1, size), ProgressBar.bytes(done));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}
