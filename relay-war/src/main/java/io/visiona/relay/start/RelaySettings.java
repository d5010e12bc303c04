package io.visiona.relay.start;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.shared.address.TrustedProxies;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Settings;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.ContainerConfig;
import io.visiona.shared.directory.DirectoryConfig;
import org.eclipse.microprofile.config.Config;

/** All configuration of the relay, read at once so that an operator sees every problem at once. */
record RelaySettings(
    ContainerConfig container,
    InternalConfig internal,
    TunnelConfig tunnel,
    DirectoryConfig directory,
    StorageConfig storage,
    TrustedProxies proxies) {
  /** Throws {@link ConfigurationException} with every problem. */
  static RelaySettings from(Config config) {
    Settings settings = new Settings(config);
    RelaySettings read =
        new RelaySettings(
            ContainerConfig.from(settings),
            InternalConfig.from(settings),
            TunnelConfig.from(settings),
            DirectoryConfig.ofRelay(settings),
            StorageConfig.from(settings),
            TrustedProxies.from(settings));
    settings.check();
    return read;
  }
}
