package io.visiona.agent.simulator;

/** Randomness without memory: the same arguments always give the same number. */
final class Noise {
  private static final double UNIT = 0x1.0p-53;

  private Noise() {}

  /** Mixes numbers into 64 bits that look random (the finisher of SplitMix64). */
  static long hash(long seed, long... keys) {
    long mixed = seed;
    for (long key : keys) {
      mixed = mix(mixed ^ mix(key + 0x9e3779b97f4a7c15L));
    }
    return mix(mixed);
  }

  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Uniform in [0, 1). */
  static double uniform(long seed, long... keys) {
    return (hash(seed, keys) >>> 11) * UNIT;
  }

  /** Uniform in [least, most). */
  static double between(double least, double most, long seed, long... keys) {
    return least + (most - least) * uniform(seed, keys);
  }

  /** Normal with mean 0 and deviation 1, by Box and Muller. */
  static double normal(long seed, long... keys) {
    long bits = hash(seed, keys);
    double first = 1 - (bits >>> 11) * UNIT;
    double second = (mix(bits) >>> 11) * UNIT;
    return Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
  }

  /**
   * Normal noise that changes smoothly with time: its points are a step apart, and what is between
   * two of them is weighted so that the deviation stays 1.
   */
  static double smooth(long millis, long stepMillis, long seed, long channel) {
    long step = Math.floorDiv(millis, stepMillis);
    double part = (double) Math.floorMod(millis, stepMillis) / stepMillis;
    double from = normal(seed, channel, step);
    double to = normal(seed, channel, step + 1);
    double scale = Math.sqrt((1 - part) * (1 - part) + part * part);
    return ((1 - part) * from + part * to) / scale;
  }
}
