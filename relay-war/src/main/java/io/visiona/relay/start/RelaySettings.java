package io.visiona.relay.start;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Settings;
import io.visiona.shared.config.StorageConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.Config;

/** All configuration of the relay, read at once so that an operator sees every problem at once. */
record RelaySettings(InternalConfig internal, TunnelConfig tunnel, StorageConfig storage) {
  private static final Logger LOG = System.getLogger(RelaySettings.class.getName());

  /** Throws {@link ConfigurationException} with every problem. */
  static RelaySettings from(Config config) {
    Settings settings = new Settings(config);
    RelaySettings read =
        new RelaySettings(
            InternalConfig.from(settings), TunnelConfig.from(settings), StorageConfig.from(settings));
    try {
      settings.check();
    } catch (ConfigurationException problems) {
      // What the container says of an application that does not start leaves the reason out.
      LOG.log(Level.ERROR, problems.getMessage());
      throw problems;
    }
    return read;
  }
}
