package io.visiona.api.agents.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.visiona.shared.address.ClientAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExchangeLimitTest {
  private static final int FAILURES = 5;
  private static final ClientAddress ADDRESS = new ClientAddress("192.0.2.7");

  private final Meter meter = new Meter();
  private final ExchangeLimit limit = new ExchangeLimit(() -> FAILURES, meter);

  @Test
  void addressThatOnlySucceeds_neverWaits() {
    for (int i = 0; i < 100; i++) {
      assertThat(limit.wait(ADDRESS)).isEmpty();
    }
  }

  @Test
  void refusedExchanges_useUpTheMinute_andTimeGivesItBack() {
    for (int i = 0; i < FAILURES; i++) {
      assertThat(limit.wait(ADDRESS)).isEmpty();
      limit.refused(ADDRESS, "c" + i + "de-of-nobody");
    }
    assertThat(limit.wait(ADDRESS))
        .hasValueSatisfying(
            wait -> assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(12)));
    meter.nanos += Duration.ofSeconds(12).toNanos();
    assertThat(limit.wait(ADDRESS)).isEmpty();
  }

  @Test
  void otherAddresses_areNotHeldUp() {
    for (int i = 0; i < FAILURES * 2; i++) {
      limit.refused(ADDRESS, "c" + i + "de-of-nobody");
    }
    assertThat(limit.wait(ADDRESS)).isPresent();
    assertThat(limit.wait(new ClientAddress("192.0.2.8"))).isEmpty();
  }

  @Test
  void codesThatBeginAlike_areHeldUpTogether_whateverTheAddress() {
    for (int i = 0; i < FAILURES; i++) {
      assertThat(limit.wait("ABCD-rest" + i)).isEmpty();
      limit.refused(new ClientAddress("198.51.100." + i), "ABCD-rest" + i);
    }
    assertThat(limit.wait("ABCD-another")).isPresent();
    assertThat(limit.wait("ABCE-another")).isEmpty();
    assertThat(limit.wait("AB")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
    "2001:db8:1:2::1, 2001:0db8:0001:0002:0:0:0:1, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "fe80::1%eth0, fe80::2%eth1, true",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
  })
  void range_isAnIpv4AddressOrAnIpv6Network(String one, String other, boolean same) {
    assertThat(new ClientAddress(one).range().equals(new ClientAddress(other).range()))
        .isEqualTo(same);
  }

  private static final class Meter implements TimeMeter {
    private long nanos;

    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
