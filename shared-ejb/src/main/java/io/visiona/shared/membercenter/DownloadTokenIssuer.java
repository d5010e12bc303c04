package io.visiona.shared.membercenter;

import java.util.Optional;

/**
 * Download tokens for the model library, with the registration {@code visiona.file-access.*}. One
 * attempt to a call: who asked can ask again. Thread-safe. Callers block: they run on virtual
 * threads.
 */
public final class DownloadTokenIssuer {
  private final Optional<FileAccess> access;
  private final Optional<TokenMechanism> mechanism;

  /** The two are both there or both not. */
  DownloadTokenIssuer(Optional<FileAccess> access, Optional<TokenMechanism> mechanism) {
    this.access = access;
    this.mechanism = mechanism;
  }

  /**
   * Whether downloads are configured; without that {@link #issue} throws {@link
   * MemberCenterException.NotConfigured}.
   */
  public boolean isConfigured() {
    return mechanism.isPresent();
  }

  /**
   * Gets a service token, as {@link #issue} does first: for a look whether the registration is in
   * order.
   *
   * @throws MemberCenterException {@code NotConfigured}, {@code ServiceTokenFailed}
   */
  public void authenticate() throws InterruptedException {
    TokenMechanism configured =
        mechanism.orElseThrow(
            () -> new MemberCenterException.NotConfigured("visiona.file-access is not configured"));
    MemberCenterTokenClient.untimed(
        () -> configured.serviceToken(TokenMechanism.DELEGATE_SCOPE, Deadline.NEVER));
  }

  /**
   * A new token with which {@code user} may GET one object of our tenant.
   *
   * @throws MemberCenterException {@code ServiceTokenFailed}, {@code IssueTokenFailed}
   */
  public DownloadToken issue(String user, String objectKey) throws InterruptedException {
    if (access.isEmpty() || mechanism.isEmpty()) {
      throw new MemberCenterException.NotConfigured("visiona.file-access is not configured");
    }
    FileAccess here = access.get();
    DownloadRequest request =
        new DownloadRequest(here.tenantId(), user, objectKey, here.tokenTtl());
    return MemberCenterTokenClient.untimed(
        () -> mechanism.get().downloadToken(request, Deadline.NEVER));
  }
}
