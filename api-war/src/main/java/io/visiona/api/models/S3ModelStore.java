package io.visiona.api.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Files in a bucket that all API servers share, each under the prefix and its id. A file is first
 * written to a local folder: a person's slow or broken upload never reaches the bucket, a call can
 * be repeated, and any number of bytes costs the same memory. The bucket checks the bytes of each
 * call by their MD5, and the size of the whole is compared at the end. Every call has its longest
 * time.
 */
public final class S3ModelStore implements ModelStore {
  private static final Logger LOG = System.getLogger(S3ModelStore.class.getName());

  /** What is larger goes in parts, so that a call's longest time need not grow with the file. */
  static final long PART = 16L << 20;

  /** S3 takes 10,000. */
  private static final int MOST_PARTS = 9_000;

  /**
   * Of the folder: what lies in the folder itself are the models of a server that keeps them there,
   * which must outlive a change of the store.
   */
  private static final String SPOOL = "to-s3";

  private static final int NOT_FOUND = 404;

  private final S3Client client;
  private final S3Config config;
  private final Path spoolFolder;
  private final FolderModelStore spool;
  private final long part;

  /**
   * Asks for nothing yet.
   *
   * @param folder the server's folder of models; files lie below it on their way to the bucket
   */
  public S3ModelStore(S3Client client, S3Config config, Path folder) {
    this(client, config, folder, PART);
  }

  /**
   * Asks for nothing yet.
   *
   * @param part bytes of one call at least
   */
  S3ModelStore(S3Client client, S3Config config, Path folder, long part) {
    this.client = client;
    this.config = config;
    this.spoolFolder = folder.resolve(SPOOL);
    this.spool = new FolderModelStore(spoolFolder);
    this.part = part;
  }

  @Override
  public Storing store(UUID id, InputStream content, long most) throws IOException {
    Storing storing = spool.store(id, content, most);
    if (storing instanceof Storing.Stored stored) {
      try {
        send(id, stored.size());
      } finally {
        spool.delete(id);
      }
    }
    return storing;
  }

  private void send(UUID id, long size) {
    boolean whole = false;
    try {
      if (size <= part) {
        try (FilePart all = new FilePart(spooled(id), 0, size)) {
          String md5 = all.md5();
          client.putObject(
              put -> put.bucket(config.bucket()).key(key(id)).contentMD5(md5), all.body());
        }
      } else {
        sendInParts(id, size);
      }
      long there = head(id).contentLength();
      if (there != size) {
        throw new StorageException(
            "The bucket has " + there + " of " + size + " bytes of a model", new IOException());
      }
      whole = true;
    } catch (SdkException | UncheckedIOException failed) {
      throw failed("A model cannot be written to the bucket", failed);
    } finally {
      if (!whole) {
        tidy(id);
      }
    }
  }

  private void sendInParts(UUID id, long size) {
    String key = key(id);
    String upload =
        client.createMultipartUpload(begin -> begin.bucket(config.bucket()).key(key)).uploadId();
    boolean complete = false;
    try {
      long length = Math.max(part, Math.ceilDiv(size, MOST_PARTS));
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < size; from += length) {
        int number = parts.size() + 1;
        try (FilePart piece = new FilePart(spooled(id), from, Math.min(length, size - from))) {
          String md5 = piece.md5();
          String tag =
              client
                  .uploadPart(
                      put ->
                          put.bucket(config.bucket())
                              .key(key)
                              .uploadId(upload)
                              .partNumber(number)
                              .contentMD5(md5),
                      piece.body())
                  .eTag();
          parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
      }
      client.completeMultipartUpload(end ->
          end.bucket(config.bucket())
              .key(key)
              .uploadId(upload)
              .multipartUpload(all -> all.parts(parts)));
      complete = true;
    } finally {
      if (!complete) {
        abort(key, upload);
      }
    }
  }

  /** What cannot be taken away now is found by {@link #deleteUnfinished}. */
  private void abort(String key, String upload) {
    try {
      client.abortMultipartUpload(abort -> abort.bucket(config.bucket()).key(key).uploadId(upload));
    } catch (SdkException later) {
      LOG.log(Level.DEBUG, "Parts of a model stay until they are old", later);
    }
  }

  /** What cannot be taken away now is found by {@link #olderThan}. */
  private void tidy(UUID id) {
    try {
      delete(id);
    } catch (StorageException later) {
      LOG.log(Level.DEBUG, "An object stays until it is old", later);
    }
  }

  @Override
  public Opened open(UUID id) {
    try {
      HeadObjectResponse head = head(id);
      GetObjectRequest request =
          GetObjectRequest.builder()
              .bucket(config.bucket())
              .key(key(id))
              .ifMatch(head.eTag())
              .build();
      return new Opened(
          new ObjectContent(client, request, head.contentLength()), head.contentLength());
    } catch (SdkException failed) {
      throw failed("The object of model " + id + " cannot be read", failed);
    }
  }

  private HeadObjectResponse head(UUID id) {
    return client.headObject(head -> head.bucket(config.bucket()).key(key(id)));
  }

  @Override
  public void delete(UUID id) {
    try {
      client.deleteObject(delete -> delete.bucket(config.bucket()).key(key(id)));
    } catch (SdkException failed) {
      if (!(failed instanceof S3Exception answer && answer.statusCode() == NOT_FOUND)) {
        throw failed("An object cannot be removed", failed);
      }
    }
  }

  @Override
  public List<UUID> olderThan(Instant time) {
    try {
      return client
          .listObjectsV2Paginator(list -> list.bucket(config.bucket()).prefix(config.prefix()))
          .contents()
          .stream()
          .filter(object -> object.lastModified().isBefore(time))
          .map(S3Object::key)
          .flatMap(key -> FolderModelStore.id(name(key)).stream())
          .toList();
    } catch (SdkException failed) {
      throw failed("The bucket of models cannot be listed", failed);
    }
  }

  /** Also what a killed server left in its folder on the way to the bucket. */
  @Override
  public void deleteUnfinished(Instant time) {
    spool.deleteUnfinished(time);
    spool.olderThan(time).forEach(spool::delete);
    try {
      for (MultipartUpload upload :
          client
              .listMultipartUploadsPaginator(
                  list -> list.bucket(config.bucket()).prefix(config.prefix()))
              .uploads()) {
        if (upload.initiated().isBefore(time)
            && FolderModelStore.id(name(upload.key())).isPresent()) {
          client.abortMultipartUpload(
              abort -> abort.bucket(config.bucket()).key(upload.key()).uploadId(upload.uploadId()));
        }
      }
    } catch (SdkException failed) {
      throw failed("Unfinished uploads cannot be removed from the bucket", failed);
    }
  }

  /** Does once what serving needs, so that a permission that is missing is found now. */
  @Override
  public String probe() {
    spool.probe();
    String bucket = config.bucket();
    String key = config.prefix() + "probe-" + UUID.randomUUID();
    try {
      client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("visionA"));
      client.getObjectAsBytes(get -> get.bucket(bucket).key(key));
      client.deleteObject(delete -> delete.bucket(bucket).key(key));
      String upload =
          client.createMultipartUpload(begin -> begin.bucket(bucket).key(key)).uploadId();
      client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
      client.listObjectsV2(list -> list.bucket(bucket).prefix(config.prefix()).maxKeys(1));
      client.listMultipartUploads(list -> list.bucket(bucket).prefix(config.prefix()));
      return "the bucket " + bucket + " can be read and written";
    } catch (SdkException failed) {
      throw failed("The bucket " + bucket + " cannot be used", failed);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private Path spooled(UUID id) {
    return spoolFolder.resolve(id.toString());
  }

  private String key(UUID id) {
    return config.prefix() + id;
  }

  private String name(String key) {
    return key.substring(Math.min(config.prefix().length(), key.length()));
  }

  /** The SDK's messages name the host and the request's id, and never a key or a signature. */
  private static StorageException failed(String what, Exception failed) {
    return new StorageException(what + ": " + failed.getMessage(), failed);
  }
}
