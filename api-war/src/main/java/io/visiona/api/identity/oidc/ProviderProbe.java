package io.visiona.api.identity.oidc;

import java.util.stream.Collectors;

/**
 * Whether the provider is there and what it says agrees with the settings: for a look before the
 * first start. Calls block, and throw what the provider's use would throw.
 */
public final class ProviderProbe {
  private final OidcConfig config;
  private final ProviderMetadata metadata;
  private final ProviderKeys keys;

  /** Asks nothing yet. */
  public ProviderProbe(OidcConfig config, ProviderMetadata metadata, ProviderKeys keys) {
    this.config = config;
    this.metadata = metadata;
    this.keys = keys;
  }

  /** Reads the discovery document; says what it is good for. */
  public String discovery() {
    ProviderDocument document = metadata.present();
    return config.issuer()
        + " signs with "
        + document.algorithms().stream()
            .map(String::valueOf)
            .sorted()
            .collect(Collectors.joining(", "))
        + (document.endSession().isPresent() ? "" : "; has no page for signing out");
  }

  /** Fetches the keys; says how many can be used. */
  public String keys() {
    int usable = keys.current().size();
    if (usable == 0) {
      throw new IllegalStateException("the key set has no key that can be used");
    }
    return usable + (usable == 1 ? " key" : " keys") + " for signatures";
  }
}
