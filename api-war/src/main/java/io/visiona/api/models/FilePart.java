package io.visiona.api.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * A stretch of a file as the body of a call, which the SDK reads once to sign it and once for each
 * attempt. Whose reading ends the file's descriptor is not said by the SDK, so it is closed here.
 * Used by one thread.
 */
final class FilePart implements ContentStreamProvider, AutoCloseable {
  private final Path file;
  private final long from;
  private final long length;
  private @Nullable InputStream open;

  FilePart(Path file, long from, long length) {
    this.file = file;
    this.from = from;
    this.length = length;
  }

  RequestBody body() {
    return RequestBody.fromContentProvider(this, length, "application/octet-stream");
  }

  /** In the form of Content-MD5 (RFC 1864). */
  String md5() {
    try (DigestInputStream in =
        new DigestInputStream(newStream(), MessageDigest.getInstance("MD5"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return Base64.getEncoder().encodeToString(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("MD5 is not available", impossible);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Reads the stretch anew; the reading before ends. */
  @Override
  public InputStream newStream() {
    close();
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      InputStream stream =
          BoundedInputStream.builder()
              .setInputStream(Channels.newInputStream(channel.position(from)))
              .setMaxCount(length)
              .get();
      open = stream;
      return stream;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    InputStream stream = open;
    open = null;
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
