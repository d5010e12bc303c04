package io.visiona.api.identity.oidc;

/**
 * A document that came and is not usable. A good one that is known goes on being used meanwhile,
 * unless this one is somebody else's.
 */
final class RefusedDocument extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean foreign;

  /**
   * Says why.
   *
   * @param why for log and readiness; nothing of the document
   * @param foreign whether it names another issuer than ours
   */
  RefusedDocument(String why, boolean foreign) {
    super(why);
    this.foreign = foreign;
  }

  boolean isForeign() {
    return foreign;
  }
}
