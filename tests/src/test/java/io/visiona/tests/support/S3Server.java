package io.visiona.tests.support;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;

/** A store that speaks S3 and checks signatures, with one bucket, in this process. */
public final class S3Server implements AutoCloseable {
  private static final String BUCKET = "models-of-tests";
  private static final String ACCESS = "AKIDTESTS";
  private static final String SECRET = "the-secret-of-the-bucket-of-tests";

  private final BlobStoreContext store;
  private final S3Proxy server;

  /** Starts it. */
  public S3Server() {
    SuiteSecrets.remember("S3's secret key", SECRET);
    store =
        ContextBuilder.newBuilder(new TransientApiMetadata())
            .credentials("identity", "credential")
            .build(BlobStoreContext.class);
    store.getBlobStore().createContainerInLocation(null, BUCKET);
    server =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS, SECRET)
            .build();
    try {
      server.start();
    } catch (Exception failed) {
      store.close();
      throw new IllegalStateException("S3 cannot be started", failed);
    }
  }

  /** What makes a server keep its models here. */
  public Map<String, String> variables() {
    return Map.of(
        "visiona.models.store",
        "s3",
        "visiona.models.s3.endpoint",
        "http://127.0.0.1:" + server.getPort(),
        "visiona.models.s3.bucket",
        BUCKET,
        "visiona.models.s3.path-style",
        "true",
        "visiona.models.s3.access-key",
        ACCESS,
        "visiona.models.s3.secret-key",
        SECRET);
  }

  /** The keys of all objects. */
  public List<String> keys() {
    return store.getBlobStore().list(BUCKET, ListContainerOptions.Builder.recursive()).stream()
        .map(StorageMetadata::getName)
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("S3 cannot be stopped", failed);
    } finally {
      store.close();
    }
  }
}
