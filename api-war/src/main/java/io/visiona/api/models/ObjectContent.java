package io.visiona.api.models;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object. It is asked for at the first read, from where that begins, so what is
 * skipped before is never fetched. Not thread-safe.
 */
final class ObjectContent extends InputStream {
  private final S3Client client;
  private final GetObjectRequest request;
  private final long size;
  private long position;
  private @Nullable ResponseInputStream<GetObjectResponse> body;

  /** Nothing is asked yet. */
  ObjectContent(S3Client client, GetObjectRequest request, long size) {
    this.client = client;
    this.request = request;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    if (count == 0) {
      return 0;
    }
    if (position >= size) {
      return -1;
    }
    try {
      int read = body().read(target, offset, count);
      position += Math.max(read, 0);
      return read;
    } catch (SdkException failed) {
      throw new IOException("The object of a model cannot be read", failed);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    if (body != null) {
      return super.skip(count);
    }
    long skipped = Math.clamp(count, 0, size - position);
    position += skipped;
    return skipped;
  }

  private ResponseInputStream<GetObjectResponse> body() {
    ResponseInputStream<GetObjectResponse> open = body;
    if (open == null) {
      open =
          client.getObject(
              position == 0
                  ? request
                  : request.toBuilder().range("bytes=" + position + "-").build());
      body = open;
    }
    return open;
  }

  /** Whose rest nobody wants is cut, not read to its end. */
  @Override
  public void close() throws IOException {
    ResponseInputStream<GetObjectResponse> open = body;
    if (open != null && position < size) {
      open.abort();
    } else if (open != null) {
      open.close();
    }
  }
}
