package io.visiona.api.models.conversions;

import io.visiona.api.http.MultipartUpload;
import io.visiona.api.http.Refusals;
import io.visiona.api.models.UploadLimits;
import io.visiona.api.models.conversions.Worklist.Upload;
import io.visiona.api.models.converter.ConverterConfig;
import io.visiona.api.models.converter.ConverterException;
import io.visiona.api.models.converter.ConverterException.Kind;
import io.visiona.api.models.converter.HttpConverter;
import io.visiona.api.models.converter.Submission;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.limit.PermitResult.Permit;
import io.visiona.shared.persistence.DatabaseException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Takes model files in and sends them on. While a file arrives its conversion is a row that this
 * server holds by a lease which it keeps renewing: should the server die, the lease runs out and
 * the conversion fails, rather than wait for ever. Whatever goes wrong before the converter has
 * made a job of the whole file leaves nothing behind, here or there. Thread-safe.
 */
final class Uploads {
  private static final Logger LOG = System.getLogger(Uploads.class.getName());

  private static final long LOOK_SECONDS = 1;

  private final Worklist worklist;
  private final HttpConverter converter;
  private final ConverterConfig config;
  private final ConversionMetrics metrics;
  private final Executor executor;
  private final Duration renewal;
  private final UploadLimits limits;
  private final Map<UUID, Submission> passing = new ConcurrentHashMap<>();

  Uploads(
      Worklist worklist,
      HttpConverter converter,
      ConverterConfig config,
      ConversionMetrics metrics,
      Executor executor,
      Duration lease,
      UploadLimits limits) {
    this.limits = limits;
    this.worklist = worklist;
    this.converter = converter;
    this.config = config;
    this.metrics = metrics;
    this.executor = executor;
    this.renewal = lease.dividedBy(4);
  }

  /**
   * Takes a body to its end; gives back the conversion's id. Throws {@link ApiException} for
   * whatever it was that went wrong.
   */
  UUID accept(String owner, MultipartUpload.Body body) {
    try (Permit _ = Refusals.permitFor(limits.places(), "uploads", owner)) {
      long most = config.maxUpload() + MultipartUpload.OVERHEAD;
      if (body.length() > most) {
        throw new ApiException(
            ErrorCode.PAYLOAD_TOO_LARGE,
            "The model file is larger than " + config.maxUpload() + " bytes.");
      }
      Multipart.Patience patience = new Multipart.Patience(limits.head(), config.uploadTimeout());
      return pass(Multipart.read(owner, body, most, patience, System::nanoTime));
    }
  }

  /**
   * Ends the upload of a conversion that was cancelled, if it arrives here; at other servers its
   * lease tells.
   */
  void stop(UUID conversion) {
    Submission submission = passing.get(conversion);
    if (submission != null) {
      submission.stop(cancelled());
    }
  }

  private UUID pass(Multipart multipart) {
    Upload upload = worklist.begin(multipart.conversion());
    boolean attached = false;
    try {
      String job =
          submit(
              upload,
              Submission.of(
                  multipart.conversion(), multipart.format(), multipart, config.maxUpload()));
      attached = true;
      if (!attach(upload, job)) {
        throw cancelled();
      }
      LOG.log(Level.INFO, "Conversion {0} begun", upload.conversion());
      return upload.conversion();
    } finally {
      if (!attached) {
        discard(upload);
      }
    }
  }

  private String submit(Upload upload, Submission submission) {
    CountDownLatch over = new CountDownLatch(1);
    executor.execute(() -> attend(upload, submission, over));
    passing.put(upload.conversion(), submission);
    try {
      String job = converter.submit(submission);
      metrics.called("submit", "ok");
      return job;
    } catch (ConverterException failed) {
      ApiException told = submission.refusal().orElseGet(failed::toApi);
      if (submission.refusal().isEmpty()) {
        metrics.called("submit", failed.kind().tag());
        LOG.log(
            Level.WARNING,
            "Conversion {0} could not be given to the converter: {1}",
            upload.conversion(),
            failed.getMessage());
      }
      throw told;
    } finally {
      passing.remove(upload.conversion());
      over.countDown();
    }
  }

  /** Beside the transfer: keeps the lease, and ends what stands still or is not wanted any more. */
  private void attend(Upload upload, Submission submission, CountDownLatch over) {
    long renewed = System.nanoTime();
    try {
      while (!over.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
        if (submission.isStuck(config.timeout())) {
          metrics.called("submit", Kind.TIMEOUT.tag());
          submission.stop(new ApiException(ErrorCode.CONVERTER_TIMEOUT));
          return;
        }
        if (System.nanoTime() - renewed > renewal.toNanos() && renew(upload, submission)) {
          renewed = System.nanoTime();
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      submission.stop(new ApiException(ErrorCode.DRAINING));
    }
  }

  private boolean renew(Upload upload, Submission submission) {
    try {
      if (!worklist.renew(upload)) {
        submission.stop(cancelled());
      }
      return true;
    } catch (DatabaseException away) {
      LOG.log(
          Level.WARNING,
          "The lease of upload {0} could not be renewed; trying again: {1}",
          upload.conversion(),
          away.getMessage());
      return false;
    }
  }

  /** A job whose id cannot be kept is one that nobody will ever ask for. */
  private boolean attach(Upload upload, String job) {
    boolean kept = false;
    try {
      boolean wanted = worklist.attach(upload, job);
      kept = true;
      return wanted;
    } finally {
      if (!kept) {
        delete(upload, job);
      }
    }
  }

  private void delete(Upload upload, String job) {
    try {
      converter.delete(job);
    } catch (ConverterException left) {
      LOG.log(
          Level.WARNING,
          "A job of conversion {0} stays at the converter: {1}",
          upload.conversion(),
          left.getMessage());
    }
  }

  /** Where even this fails the lease runs out, and the conversion fails then. */
  private void discard(Upload upload) {
    try {
      worklist.discard(upload);
    } catch (DatabaseException away) {
      LOG.log(
          Level.WARNING,
          "Upload {0} will be given up when its lease ends: {1}",
          upload.conversion(),
          away.getMessage());
    }
  }

  private static ApiException cancelled() {
    return new ApiException(
        ErrorCode.CONFLICT,
        "The conversion was cancelled or given up while its file was arriving.");
  }
}
