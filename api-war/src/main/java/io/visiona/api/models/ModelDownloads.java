package io.visiona.api.models;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.DownloadToken;
import io.visiona.shared.membercenter.DownloadTokenIssuer;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.FileUrls;

/**
 * Gets download tokens for people's own models. Callers block, so they run on virtual threads.
 * Thread-safe.
 */
public final class ModelDownloads {
  private final FileAccessConfig files;
  private final DownloadTokenIssuer tokens;

  public ModelDownloads(FileAccessConfig files, DownloadTokenIssuer tokens) {
    this.files = files;
    this.tokens = tokens;
  }

  /**
   * A token for the file of a model of the caller's own. {@code not_configured} when its file is
   * not on the file server, or this server knows none; {@code download_unavailable} when the Member
   * Center gives no token, for whatever reason.
   */
  public ModelDownload of(Model model) throws InterruptedException {
    String key = model.objectKey();
    if (model.source() != Source.CONVERTED || key == null) {
      throw new ApiException(
          ErrorCode.NOT_CONFIGURED, "Only converted models are on the file server.");
    }
    DownloadToken token = tokens.issue(model.owner(), key);
    return new ModelDownload(
        FileUrls.of(files.required().baseUrl(), key), token.token().value(), token.expiresAt());
  }
}
