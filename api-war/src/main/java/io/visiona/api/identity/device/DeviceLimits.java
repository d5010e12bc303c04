package io.visiona.api.identity.device;

import io.github.bucket4j.TimeMeter;

/**
 * How often in a minute, at one server. Thread-safe.
 *
 * @param starts logins started from one address: 20
 * @param wrongDeviceCodes wrong device codes and one-time codes from one address: 20
 * @param wrongUserCodes wrong user codes of one person: 10, which leaves a guesser in the ten
 *     minutes of a code one chance in hundreds of millions
 */
record DeviceLimits(Attempts starts, Attempts wrongDeviceCodes, Attempts wrongUserCodes) {
  static final int STARTS = 20;
  static final int WRONG_DEVICE_CODES = 20;
  static final int WRONG_USER_CODES = 10;

  static DeviceLimits of(TimeMeter meter) {
    return new DeviceLimits(
        new Attempts(STARTS, meter),
        new Attempts(WRONG_DEVICE_CODES, meter),
        new Attempts(WRONG_USER_CODES, meter));
  }
}
