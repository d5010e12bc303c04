package io.visiona.api.models.conversions;

import io.visiona.api.http.MultipartUpload;
import io.visiona.api.http.TimedInput;
import io.visiona.api.models.ModelRules;
import io.visiona.api.models.converter.Chip;
import io.visiona.api.models.converter.ModelFormat;
import io.visiona.api.models.converter.Submission;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A conversion as it arrives: the fields {@code name} and {@code target_chip}, then the part {@code
 * file}. Used by one thread.
 */
final class Multipart implements Submission.Source {
  private final MultipartUpload upload;
  private final NewConversion conversion;
  private final ModelFormat format;

  private Multipart(MultipartUpload upload, NewConversion conversion, ModelFormat format) {
    this.upload = upload;
    this.conversion = conversion;
    this.format = format;
  }

  /**
   * How long it may take to arrive.
   *
   * @param head everything in front of the file
   * @param file the rest
   */
  record Patience(Duration head, Duration file) {}

  /**
   * Reads up to the file. Throws {@link ApiException} for whatever is wrong with it.
   *
   * @param limit bytes of the whole body
   * @param patience by the clock {@code nanos}
   */
  static Multipart read(
      String owner, MultipartUpload.Body body, long limit, Patience patience, LongSupplier nanos) {
    TimedInput timed = new TimedInput(body.bytes(), patience.head(), nanos);
    MultipartUpload upload =
        MultipartUpload.read(
            new MultipartUpload.Body(body.contentType(), body.length(), timed), limit);
    timed.extend(patience.file());
    NewConversion conversion = conversion(owner, upload);
    ModelFormat format =
        ModelFormat.of(upload.fileName())
            .orElseThrow(() -> bad("file must have a name that ends in " + ModelFormat.names()));
    return new Multipart(upload, conversion, format);
  }

  private static NewConversion conversion(String owner, MultipartUpload upload) {
    String name = upload.field("name");
    if (!ModelRules.isName(name)) {
      throw bad(
          "name must have 1 to "
              + ModelRules.LONGEST_NAME
              + " characters, none of them a control character");
    }
    Chip chip =
        Chip.of(upload.field("target_chip"))
            .orElseThrow(() -> bad("target_chip must be one of " + Chip.names()));
    return new NewConversion(owner, name, chip);
  }

  /** What is asked for. */
  NewConversion conversion() {
    return conversion;
  }

  /** What kind of file it is. */
  ModelFormat format() {
    return format;
  }

  @Override
  public InputStream file() {
    return upload.file();
  }

  @Override
  public void ended() {
    upload.end();
  }

  private static ApiException bad(String message) {
    return new ApiException(ErrorCode.BAD_REQUEST, message);
  }
}
