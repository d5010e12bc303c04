package io.visiona.api.models.converter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.visiona.api.models.conversions.NewConversion;
import io.visiona.api.models.conversions.RawConverter;
import io.visiona.api.models.converter.ConverterException.Kind;
import io.visiona.shared.config.Secret;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the converter may do on the wire, and what becomes of it. */
final class HttpConverterTest {
  private static final Duration TIMEOUT = Duration.ofMillis(1_500);
  private static final String KEY = "key-of-this-test-0123456789";
  private static final NewConversion MODEL =
      new NewConversion("alice", "Türklingel \"1\"", Chip.KL720);

  private final RawConverter server =
      new RawConverter(RawConverter.json(200, "{\"status\":\"running\",\"progress\":7}"));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpCalls calls = new HttpCalls(threads, new Secret(KEY), TIMEOUT, defaultTls());
  private final HttpConverter converter = new HttpConverter(calls, server.url(), TIMEOUT);

  @AfterEach
  void stop() throws IOException {
    calls.close();
    server.close();
    threads.shutdownNow();
  }

  @Test
  void everyCall_bringsTheKey_andAsksForJson() throws Exception {
    converter.job("job-1");
    server.script(RawConverter.answer("HTTP/1.1 204 x", ""));
    converter.delete("job-1");
    assertThat(server.heads.getFirst())
        .startsWith("GET /converter/jobs/job-1 HTTP/1.1\r\n")
        .contains("\r\nX-API-Key: " + KEY + "\r\n");
    assertThat(server.heads)
        .allSatisfy(
            head -> assertThat(head).containsIgnoringCase("\r\nAccept: application/json\r\n"));
    assertThat(server.heads.getLast()).startsWith("DELETE /converter/jobs/job-1 HTTP/1.1\r\n");
  }

  @Test
  void promotion_namesThePlace() throws Exception {
    server.script((head, in, out) -> {
      String body = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
      assertThat(body).isEqualTo("{\"target_object_key\":\"models/a/b.nef\"}");
      RawConverter.json(200, "{\"target_object_key\":\"models/a/other.nef\",\"more\":1}")
          .play(head, in, out);
    });
    assertThat(converter.promote("job-1", "models/a/b.nef")).isEqualTo("models/a/other.nef");
    assertThat(server.heads.getFirst())
        .startsWith("POST /converter/jobs/job-1/promote HTTP/1.1\r\n")
        .contains("application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "400,REFUSED",
    "401,UNAUTHORIZED",
    "403,UNAUTHORIZED",
    "409,BAD_ANSWER",
    "413,REFUSED",
    "422,REFUSED",
    "429,UNAVAILABLE",
    "301,BAD_ANSWER",
    "500,UNAVAILABLE",
    "503,UNAVAILABLE",
    "599,UNAVAILABLE"
  })
  void status_hasItsMeaning_andTheBodyIsNotRepeated(int status, Kind kind) {
    server.script(RawConverter.json(status, "{\"error\":\"secret-of-the-converter\"}"));
    ConverterException failed = failed(() -> converter.job("job-1"));
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed).hasMessage("GET job: status " + status);
  }

  @ParameterizedTest
  @CsvSource({"404", "410"})
  void jobThatIsNotThere_isAnAnswer(int status) throws Exception {
    server.script(RawConverter.json(status, "{}"));
    assertThat(converter.job("job-1")).isEqualTo(new JobResponse.Unknown());
    converter.delete("job-1");
    server.script((head, in, out) -> {
      in.readNBytes(length(head));
      RawConverter.json(status, "{}").play(head, in, out);
    });
    assertThat(failed(() -> converter.promote("job-1", "k")).kind()).isEqualTo(Kind.GONE);
  }

  static Stream<Arguments> wire() {
    return Stream.of(
        Arguments.of(
            "no HTTP at all", RawConverter.answer("SSH-2.0-OpenSSH_9.2", ""), Kind.TIMEOUT),
        Arguments.of(
            "too many fields",
            RawConverter.answer("HTTP/1.1 200 x" + "\r\nA: b".repeat(5_000), ""),
            Kind.BAD_ANSWER),
        Arguments.of(
            "a line too long",
            RawConverter.answer("HTTP/1.1 200 x\r\nA: " + "b".repeat(100_000), ""),
            Kind.BAD_ANSWER),
        Arguments.of(
            "a body too long",
            RawConverter.json(200, " ".repeat(HttpCalls.MOST_BODY_BYTES + 1)),
            Kind.BAD_ANSWER),
        Arguments.of(
            "a body without an end",
            (RawConverter.Script) HttpConverterTest::endless,
            Kind.BAD_ANSWER),
        Arguments.of(
            "a body that breaks off",
            (RawConverter.Script) HttpConverterTest::breaksOff,
            Kind.UNAVAILABLE),
        Arguments.of(
            "the connection closed",
            (RawConverter.Script) (head, in, out) -> out.close(),
            Kind.UNAVAILABLE),
        Arguments.of(
            "silence",
            (RawConverter.Script) (head, in, out) -> new CountDownLatch(1).await(),
            Kind.TIMEOUT),
        Arguments.of(
            "a drop now and then", (RawConverter.Script) HttpConverterTest::drip, Kind.TIMEOUT));
  }

  private static void endless(String head, InputStream in, OutputStream out) throws IOException {
    out.write("HTTP/1.1 200 x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    byte[] blanks = " ".repeat(8_192).getBytes(StandardCharsets.ISO_8859_1);
    for (long i = 0; i < 1_000_000; i++) {
      out.write(blanks);
    }
  }

  private static void breaksOff(String head, InputStream in, OutputStream out) throws IOException {
    out.write(
        "HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\n{\"status\":"
            .getBytes(StandardCharsets.ISO_8859_1));
    out.close();
  }

  private static void drip(String head, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    out.write(
        "HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    for (int i = 0; i < 100; i++) {
      out.write(' ');
      out.flush();
      Thread.sleep(100);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wire")
  void whatIsNoAnswer_endsInTime_asWhatItIs(String what, RawConverter.Script script, Kind kind) {
    server.script(script);
    long began = System.nanoTime();
    assertThat(failed(() -> converter.job("job-1")).kind()).isEqualTo(kind);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.multipliedBy(2));
  }

  @Test
  void nobodyThere_isUnavailable() throws IOException {
    server.close();
    assertThat(failed(() -> converter.job("job-1")).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void submission_isAWholeMultipartBody() throws Exception {
    StringBuilder body = new StringBuilder();
    server.script((head, in, out) -> {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      body.append(throughLastChunk(in));
      RawConverter.json(201, "{\"id\":\"job-7\"}").play(head, in, out);
    });
    assertThat(converter.submit(submission("bytes of a model", 100))).isEqualTo("job-7");
    assertThat(server.heads.getFirst())
        .startsWith("POST /converter/jobs HTTP/1.1\r\n")
        .contains("X-API-Key: " + KEY, "multipart/form-data; boundary=visiona-")
        .containsIgnoringCase("Transfer-Encoding: chunked");
    assertThat(body.toString())
        .containsSubsequence(
            "name=\"name\"",
            "KL720",
            "name=\"file\"; filename=\"model.onnx\"",
            "bytes of a model",
            "--\r\n",
            "0\r\n\r\n");
  }

  @Test
  void fileOverTheLimit_neverLooksWhole() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    StringBuilder body = new StringBuilder();
    server.script((head, in, out) -> {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      try {
        for (int next = in.read(); next >= 0; next = in.read()) {
          body.append((char) next);
        }
      } finally {
        ended.countDown();
      }
    });
    Submission submission = submission("x".repeat(101), 100);
    failed(() -> converter.submit(submission));
    assertThat(submission.refusal()).map(ApiException::code).contains(ErrorCode.PAYLOAD_TOO_LARGE);
    ended.await();
    assertThat(body.toString()).doesNotContain("0\r\n\r\n").doesNotContain("--\r\n");
  }

  @Test
  void refusalBeforeTheBody_isHeard_andNothingIsSent() {
    server.script(RawConverter.json(401, "{}"));
    Submission submission = submission("x".repeat(1 << 20), 1 << 20);
    assertThat(failed(() -> converter.submit(submission)).kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(submission.refusal()).isEmpty();
  }

  @Test
  void converterThatStopsReading_isNoticed_andTheTransferCanBeStopped() throws Exception {
    server.script((head, in, out) -> {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      new CountDownLatch(1).await();
    });
    Submission submission =
        Submission.of(MODEL, ModelFormat.ONNX, source(new Endless()), Long.MAX_VALUE);
    threads.execute(() -> {
      while (!submission.isStuck(Duration.ofMillis(500))) {
        Thread.onSpinWait();
      }
      submission.stop(new ApiException(ErrorCode.CONVERTER_TIMEOUT));
    });
    failed(() -> converter.submit(submission));
    assertThat(submission.refusal()).map(ApiException::code).contains(ErrorCode.CONVERTER_TIMEOUT);
  }

  /** A few bytes stay in a buffer, where no closed connection is noticed. */
  @Test
  void stoppedTransfer_endsAtTheNextPiece_howeverSmall() {
    server.script((head, in, out) -> {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      in.readAllBytes();
    });
    AtomicInteger pieces = new AtomicInteger();
    AtomicReference<@Nullable Submission> own = new AtomicReference<>();
    InputStream dripping =
        new InputStream() {
          @Override
          public int read() {
            return pieces.get() > 1_000 ? -1 : 0;
          }

          @Override
          public int read(byte[] target, int offset, int count) {
            if (pieces.incrementAndGet() == 3) {
              Objects.requireNonNull(own.get()).stop(new ApiException(ErrorCode.CONFLICT));
            }
            return pieces.get() > 1_000 ? -1 : 1;
          }
        };
    Submission submission =
        Submission.of(MODEL, ModelFormat.ONNX, source(dripping), Long.MAX_VALUE);
    own.set(submission);
    failed(() -> converter.submit(submission));
    assertThat(submission.refusal()).map(ApiException::code).contains(ErrorCode.CONFLICT);
    assertThat(pieces).hasValue(3);
  }

  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      return count;
    }
  }

  private static Submission submission(String content, long limit) {
    return Submission.of(
        MODEL,
        ModelFormat.ONNX,
        source(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))),
        limit);
  }

  private static Submission.Source source(InputStream file) {
    return new Submission.Source() {
      @Override
      public InputStream file() {
        return file;
      }

      @Override
      public void ended() {
        // Nothing follows.
      }
    };
  }

  private static String throughLastChunk(InputStream in) throws IOException {
    StringBuilder body = new StringBuilder();
    while (!body.toString().endsWith("\r\n0\r\n\r\n")) {
      body.append((char) in.read());
    }
    return body.toString();
  }

  private static int length(String head) {
    return Integer.parseInt(head.replaceAll("(?is).*\r\ncontent-length: *(\\d+)\r\n.*", "$1"));
  }

  private ConverterException failed(Failing call) {
    ConverterException failed = catchThrowableOfType(ConverterException.class, call::run);
    assertThat(failed).isNotNull();
    assertThat(String.valueOf(failed.getMessage())).doesNotContain(KEY);
    return failed;
  }

  private interface Failing {
    void run() throws Exception;
  }

  private static SSLContext defaultTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
