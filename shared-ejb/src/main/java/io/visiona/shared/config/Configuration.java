package io.visiona.shared.config;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/**
 * The settings of an application: a record for each feature, all read together at the start, so
 * that all problems are reported together and nobody works with half of them. Thread-safe.
 */
public final class Configuration {
  private final Map<Class<?>, Object> records;

  private Configuration(Map<Class<?>, Object> records) {
    this.records = Map.copyOf(records);
  }

  /**
   * Reads all features.
   *
   * @param features says which there are, one after the other
   * @throws ConfigurationException with the problems of all of them
   */
  public static Configuration read(Config config, Consumer<Reading> features) {
    Reading reading = new Reading(new Settings(config));
    features.accept(reading);
    reading.settings.check();
    return new Configuration(reading.records);
  }

  /**
   * The settings of one feature.
   *
   * @throws IllegalArgumentException when it is not among those that were read
   */
  public <T extends Record> T of(Class<T> feature) {
    Object found = records.get(feature);
    if (found == null) {
      throw new IllegalArgumentException(feature.getName() + " is not read at the start");
    }
    return feature.cast(found);
  }

  @Override
  public String toString() {
    return records.values().toString();
  }

  /** While features are read; what they return is not to be relied on before all are. */
  public static final class Reading {
    private final Settings settings;
    private final Map<Class<?>, Object> records = new HashMap<>();

    private Reading(Settings settings) {
      this.settings = settings;
    }

    /** Reads a feature, which another one may need. */
    public <T extends Record> T add(Function<Settings, T> feature) {
      T read = feature.apply(settings);
      records.put(read.getClass(), read);
      return read;
    }
  }
}
