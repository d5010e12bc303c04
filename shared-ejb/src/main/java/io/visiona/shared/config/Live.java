package io.visiona.shared.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/**
 * A part of the configuration that follows the server's variables while it runs. Whoever wants to
 * notice a change asks each time; what asked once at start keeps what it had. A change with a
 * problem is said once in the log, and what was in force stays. One thread looks; any may ask.
 *
 * @param <T> an immutable record with an {@code equals} by value
 */
public final class Live<T> implements Supplier<T> {
  private static final Logger LOG = System.getLogger(Live.class.getName());

  private final Config config;
  private final Function<Settings, T> reader;
  private volatile T inForce;
  private String said = "";

  /**
   * What was read at start is in force.
   *
   * @param reader reads it anew, leaving problems in the settings
   */
  public Live(Config config, T atStart, Function<Settings, T> reader) {
    this.config = config;
    this.reader = reader;
    this.inForce = atStart;
  }

  @Override
  public T get() {
    return inForce;
  }

  /** About once a second: reads it again. */
  public void look() {
    Settings settings = new Settings(config);
    T read = reader.apply(settings);
    try {
      settings.check();
    } catch (ConfigurationException bad) {
      String message = String.valueOf(bad.getMessage());
      if (!message.equals(said)) {
        said = message;
        LOG.log(Level.WARNING, "A change of the settings is refused. {0}", message);
      }
      return;
    }
    said = "";
    if (!read.equals(inForce)) {
      inForce = read;
      LOG.log(Level.INFO, "Changed settings are in force: {0}", read.getClass().getSimpleName());
    }
  }
}
