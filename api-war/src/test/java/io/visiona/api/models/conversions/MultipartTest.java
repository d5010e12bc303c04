package io.visiona.api.models.conversions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.visiona.api.http.MultipartUpload;
import io.visiona.api.models.converter.Chip;
import io.visiona.api.models.converter.Submission;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Bodies that take too long or are too much; what is wrong in other ways is tried on the server.
 */
final class MultipartTest {
  private static final String TYPE = "multipart/form-data; boundary=b";
  private static final String FIELDS =
      part("name")
          + "n\r\n"
          + part("target_chip")
          + "KL720\r\n"
          + part("file\"; filename=\"m.onnx");
  private static final Duration PATIENCE = Duration.ofNanos(1_000);

  private final AtomicLong now = new AtomicLong();

  @Test
  void bodyThatIsThereInTime_isRead() throws IOException {
    Multipart read =
        read(
            new ByteArrayInputStream(
                (FIELDS + "model\r\n--b--\r\n").getBytes(StandardCharsets.UTF_8)),
            10_000);
    assertThat(read.conversion()).isEqualTo(new NewConversion("alice", "n", Chip.KL720));
    assertThat(read.file().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("model");
    read.ended();
  }

  @Test
  void fileThatTakesTooLong_isGivenUp() {
    Multipart read = read(dripping(FIELDS, 100), 10_000_000);
    Submission submission = Submission.of(read.conversion(), read.format(), read, 10_000_000);
    assertThatThrownBy(() -> submission.writeTo(new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class);
    assertThat(submission.refusal()).map(ApiException::code).contains(ErrorCode.REQUEST_TIMEOUT);
  }

  @Test
  void fieldsThatTakeTooLong_areGivenUp() {
    assertThat(refusal(dripping("", 100), Long.MAX_VALUE)).isEqualTo(ErrorCode.REQUEST_TIMEOUT);
  }

  @Test
  void bodyWithoutAFirstBoundary_isReadNoFurtherThanTheLimit() {
    assertThat(refusal(dripping("", 0), 100_000)).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
  }

  private static String part(String name) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n";
  }

  private ErrorCode refusal(InputStream body, long limit) {
    ApiException refused = catchThrowableOfType(ApiException.class, () -> read(body, limit));
    assertThat(refused).isNotNull();
    return refused.code();
  }

  private Multipart read(InputStream body, long limit) {
    return Multipart.read(
        "alice",
        new MultipartUpload.Body(TYPE, -1, body),
        limit,
        new Multipart.Patience(PATIENCE, PATIENCE),
        now::get);
  }

  /** That beginning, then bytes for ever, each read of which takes a while. */
  private InputStream dripping(String beginning, long each) {
    ByteArrayInputStream first =
        new ByteArrayInputStream(beginning.getBytes(StandardCharsets.UTF_8));
    return new InputStream() {
      @Override
      public int read() {
        throw new UnsupportedOperationException("nobody reads single bytes");
      }

      @Override
      public int read(byte[] target, int offset, int count) {
        if (first.available() > 0) {
          return first.read(target, offset, count);
        }
        now.addAndGet(each);
        Arrays.fill(target, offset, offset + count, (byte) 'x');
        return count;
      }
    };
  }
}
