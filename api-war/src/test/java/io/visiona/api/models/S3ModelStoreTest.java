package io.visiona.api.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.visiona.api.models.ModelStore.Opened;
import io.visiona.shared.config.Secret;
import io.visiona.shared.tls.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.metrics.LoggingMetricPublisher;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Files in a bucket of a real S3 server, which checks signatures and sums. */
@SuppressWarnings("NullAway.Init") // made before all tests
final class S3ModelStoreTest extends ModelStoreContract {
  private static final String BUCKET = "models-of-tests";
  private static final String ACCESS = "AKIDTESTS";
  private static final String SECRET = "a-secret-that-no-message-repeats";
  private static final long PART = 5L << 20;

  @TempDir private Path otherFolder;
  private static BlobStoreContext store;
  private static S3Proxy server;
  private static URI endpoint;

  private final List<S3Client> clients = new ArrayList<>();
  private S3Client client;
  private S3ModelStore files;

  @BeforeAll
  static void startServer() throws Exception {
    store =
        ContextBuilder.newBuilder(new TransientApiMetadata())
            .credentials("identity", "credential")
            .build(BlobStoreContext.class);
    server =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS, SECRET)
            .build();
    server.start();
    endpoint = URI.create("http://127.0.0.1:" + server.getPort());
    store.getBlobStore().createContainerInLocation(null, BUCKET);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.stop();
    store.close();
  }

  @BeforeEach
  void connect() {
    client = client(config(endpoint, SECRET, BUCKET));
    files = new S3ModelStore(client, config(endpoint, SECRET, BUCKET), folder, PART);
  }

  @AfterEach
  void disconnect() {
    clients.forEach(S3Client::close);
  }

  private S3Client client(S3Config config) {
    S3Client made =
        S3Clients.of(
            config,
            new TlsConfig(Optional.empty(), new Secret("")),
            LoggingMetricPublisher.create());
    clients.add(made);
    return made;
  }

  private static S3Config config(URI endpoint, String secret, String bucket) {
    return new S3Config(
        Optional.of(endpoint),
        "us-east-1",
        bucket,
        "some/prefix/",
        new Secret(ACCESS),
        new Secret(secret),
        true,
        Duration.ofSeconds(5));
  }

  @Override
  ModelStore files() {
    return files;
  }

  @Override
  Path spool() {
    return folder.resolve("to-s3");
  }

  @Override
  ModelStore other() {
    return new S3ModelStore(client, config(endpoint, SECRET, BUCKET), otherFolder, PART);
  }

  private List<Path> spooled() throws Exception {
    try (Stream<Path> left = Files.walk(folder)) {
      return left.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void modelsOfTheFolder_outliveTheChangeToABucket() throws Exception {
    UUID id = UUID.randomUUID();
    new FolderModelStore(folder).store(id, new ByteArrayInputStream(new byte[1]), 1);
    files.deleteUnfinished(Instant.now().plus(Duration.ofMinutes(1)));
    assertThat(folder.resolve(id.toString())).exists();
  }

  @Test
  void whatAKilledServerHadOnItsWay_isRemovedWhenItIsOld() throws Exception {
    Files.createDirectories(spool());
    Path left = Files.writeString(spool().resolve(UUID.randomUUID().toString()), "whole");
    files.deleteUnfinished(Instant.now().minus(Duration.ofMinutes(1)));
    assertThat(left).exists();
    files.deleteUnfinished(Instant.now().plus(Duration.ofMinutes(1)));
    assertThat(left).doesNotExist();
  }

  @Test
  void partThatFails_leavesNoPartsAndNoObject() throws Exception {
    UUID id = UUID.randomUUID();
    S3Client failing = failingAtPart(2);
    S3ModelStore store = new S3ModelStore(failing, config(endpoint, SECRET, BUCKET), folder, PART);
    assertThatThrownBy(() -> store.store(id, new ByteArrayInputStream(new byte[LARGE]), LARGE))
        .isInstanceOf(StorageException.class);
    assertThat(uploads()).noneMatch(key -> key.endsWith(id.toString()));
    assertThatThrownBy(() -> files.open(id)).isInstanceOf(StorageException.class);
    assertThat(spooled()).isEmpty();
  }

  /** A network that breaks in the middle of a file. */
  private S3Client failingAtPart(int number) {
    return new DelegatingS3Client(client) {
      @Override
      public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        if (request.partNumber() == number) {
          throw SdkClientException.create("connection reset");
        }
        return super.uploadPart(request, body);
      }
    };
  }

  @Test
  void descriptors_areGivenBack() throws Exception {
    UUID id = UUID.randomUUID();
    files.store(id, new ByteArrayInputStream(new byte[LARGE]), LARGE);
    Path descriptors = Path.of("/proc/self/fd");
    assumeThat(descriptors).isDirectory();
    try (Stream<Path> open = Files.list(descriptors)) {
      assertThat(open.map(S3ModelStoreTest::target))
          .noneMatch(name -> name.contains(id.toString()));
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  @Test
  void rangeOfObject_isFetchedWithoutWhatIsBefore() throws Exception {
    UUID id = UUID.randomUUID();
    files.store(id, new ByteArrayInputStream("0123456789".getBytes(UTF_8)), 100);
    List<String> ranges = new ArrayList<>();
    S3Client watched =
        new DelegatingS3Client(client) {
          @Override
          public <R> R getObject(
              GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
            ranges.add(request.range());
            return super.getObject(request, transformer);
          }
        };
    try (Opened opened =
        new S3ModelStore(watched, config(endpoint, SECRET, BUCKET), folder).open(id)) {
      opened.content().skipNBytes(7);
      assertThat(opened.content().readAllBytes()).asString(UTF_8).isEqualTo("789");
    }
    assertThat(ranges).containsExactly("bytes=7-");
  }

  @Test
  void storedFile_isNotInTheFolderAnyMore() throws Exception {
    files.store(UUID.randomUUID(), new ByteArrayInputStream(new byte[LARGE]), LARGE);
    assertThat(spooled()).isEmpty();
  }

  @Test
  void foreignObjects_areNobodysBusiness() {
    UUID id = UUID.randomUUID();
    for (String key : List.of("some/prefix/README", "elsewhere/" + id, "some/prefix/x/" + id)) {
      put(key);
    }
    assertThat(files.olderThan(Instant.now().plus(Duration.ofMinutes(1)))).doesNotContain(id);
  }

  private void put(String key) {
    client.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromString("x"));
  }

  @Test
  void partsOfAKilledServer_areRemovedWhenTheyAreOld() {
    String key = "some/prefix/" + UUID.randomUUID();
    client.createMultipartUpload(begin -> begin.bucket(BUCKET).key(key));
    assertThat(uploads()).contains(key);
    files.deleteUnfinished(Instant.now().plus(Duration.ofMinutes(1)));
    assertThat(uploads()).doesNotContain(key);
  }

  private List<String> uploads() {
    return client.listMultipartUploads(list -> list.bucket(BUCKET)).uploads().stream()
        .map(upload -> upload.key())
        .toList();
  }

  @Test
  void wrongKey_isRefused_andNoMessageHasIt() {
    S3Config wrong = config(endpoint, "another-secret", BUCKET);
    S3ModelStore refused = new S3ModelStore(client(wrong), wrong, folder);
    assertThatThrownBy(
            () -> refused.store(UUID.randomUUID(), new ByteArrayInputStream(new byte[1]), 1))
        .isInstanceOf(StorageException.class)
        .hasStackTraceContaining("403")
        .satisfies(failed -> assertThat(failed.toString()).doesNotContain("another-secret"));
    assertThatThrownBy(refused::probe).isInstanceOf(StorageException.class);
    assertThat(wrong.toString()).doesNotContain("another-secret");
  }

  @Test
  void bucketThatIsNotThere_isSaid() {
    S3Config none = config(endpoint, SECRET, "no-such-bucket");
    assertThatThrownBy(new S3ModelStore(client(none), none, folder)::probe)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no-such-bucket");
  }

  @Test
  void serverThatIsAway_isAStorageException_andLeavesNothing() throws Exception {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    S3Config away = config(nobody, SECRET, BUCKET);
    S3ModelStore silent = new S3ModelStore(client(away), away, folder);
    assertThatThrownBy(
            () -> silent.store(UUID.randomUUID(), new ByteArrayInputStream(new byte[1]), 1))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> silent.open(UUID.randomUUID())).isInstanceOf(StorageException.class);
    assertThat(spooled()).isEmpty();
  }

  /** It takes connections and never answers. */
  @Test
  void serverThatIsSilent_costsNoMoreThanTheTimeout() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      S3Config silent =
          new S3Config(
              Optional.of(URI.create("http://127.0.0.1:" + mute.getLocalPort())),
              "us-east-1",
              BUCKET,
              "",
              new Secret(ACCESS),
              new Secret(SECRET),
              true,
              Duration.ofSeconds(1));
      long begun = System.nanoTime();
      assertThatThrownBy(() ->
              new S3ModelStore(client(silent), silent, folder)
                  .store(UUID.randomUUID(), new ByteArrayInputStream(new byte[1]), 1))
          .isInstanceOf(StorageException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
  }
}
