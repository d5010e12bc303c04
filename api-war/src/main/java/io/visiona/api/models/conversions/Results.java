package io.visiona.api.models.conversions;

import io.visiona.api.models.ConvertedModel;
import io.visiona.api.models.Model;
import io.visiona.api.models.ModelLibrary;
import io.visiona.api.models.converter.ConversionResult;
import io.visiona.api.models.converter.Converter;
import io.visiona.api.models.converter.ConverterException;
import io.visiona.api.models.converter.ConverterException.Kind;
import io.visiona.api.models.converter.Status;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.logging.Pseudonyms;
import io.visiona.shared.membercenter.DownloadToken;
import io.visiona.shared.membercenter.FileAccess;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.FileUrls;
import io.visiona.shared.membercenter.MemberCenterTokenClient;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;

/**
 * What becomes of a conversion that succeeded. The first who wants its file, for the library or to
 * fetch it, has the converter write it to the file server; where it then is, by the converter's
 * word, is kept and never asked for again. Callers block, so they run on virtual threads.
 * Thread-safe.
 */
final class Results {
  private static final Logger LOG = System.getLogger(Results.class.getName());

  /** A redirect is followed at once. */
  private static final Duration TOKEN_TTL = Duration.ofMinutes(5);

  private final Conversions conversions;
  private final Converter converter;
  private final ConversionMetrics metrics;
  private final ModelLibrary library;
  private final MemberCenterTokenClient tokens;
  private final FileAccessConfig files;

  Results(
      Conversions conversions,
      Converter converter,
      ConversionMetrics metrics,
      ModelLibrary library,
      MemberCenterTokenClient tokens,
      FileAccessConfig files) {
    this.conversions = conversions;
    this.converter = converter;
    this.metrics = metrics;
    this.library = library;
    this.tokens = tokens;
    this.files = files;
  }

  /**
   * Puts the file into its owner's library. However often and however many at once: it is one
   * model.
   */
  Model promote(Conversion conversion) {
    ConversionResult result = result(conversion);
    String key = stored(conversion);
    Model model =
        library.promote(
            new ConvertedModel(
                conversion.id(),
                conversion.owner(),
                conversion.name(),
                conversion.chip().name(),
                result.size(),
                result.sha256(),
                key));
    if (!model.id().equals(conversion.modelId())) {
      conversions.keepModel(conversion.id(), model.id());
    }
    return model;
  }

  /** Where a browser gets the file from, token and all: good for nothing but to be sent there. */
  URI download(Conversion conversion) throws InterruptedException {
    result(conversion);
    FileAccess access = files.required();
    if (!tokens.isConfigured()) {
      throw new ApiException(ErrorCode.NOT_CONFIGURED);
    }
    String key = stored(conversion);
    DownloadToken token =
        tokens.issueDelegatedDownload(access.tenantId(), conversion.owner(), key, TOKEN_TTL);
    return URI.create(
        FileUrls.of(access.baseUrl(), key)
            + "?access_token="
            + FileUrls.parameter(token.token().value()));
  }

  private static ConversionResult result(Conversion conversion) {
    ConversionResult result = conversion.result();
    if (conversion.status() != Status.SUCCEEDED || result == null) {
      throw new ApiException(
          ErrorCode.CONFLICT,
          "The conversion has no result: it is " + conversion.status().tag() + ".");
    }
    return result;
  }

  private String stored(Conversion conversion) {
    String known = conversion.objectKey();
    return known == null ? conversions.keepObjectKey(conversion.id(), store(conversion)) : known;
  }

  private String store(Conversion conversion) {
    String job = conversion.jobId();
    if (job == null) {
      throw new IllegalStateException("a conversion that succeeded had a job");
    }
    try {
      String key = converter.promote(job, ObjectPlace.target(conversion.owner(), job));
      if (!ObjectPlace.isAcceptable(conversion.owner(), key)) {
        throw new ConverterException(
            Kind.BAD_ANSWER, "POST promote: not a key in the person's own folder");
      }
      metrics.called("promote", "ok");
      LOG.log(
          Level.INFO,
          "The result of conversion {0} is object {1}",
          conversion.id(),
          Pseudonyms.of(key));
      return key;
    } catch (ConverterException failed) {
      metrics.called("promote", failed.kind().tag());
      throw failed.toApi();
    }
  }
}
