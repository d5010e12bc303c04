package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What relays of several versions write and read. */
final class RelayLeaseTest {
  private static final Pattern ANY = Pattern.compile(".*");
  private static final URI URL = URI.create("http://127.0.0.1:3801");

  @Test
  void region_isReadAsItWasWritten() {
    RelayInfo relay =
        new RelayInfo("r1", "5", URL, Optional.empty(), RelayInfo.State.UP, 3, 100, "1.2", "eu-1");
    assertThat(RelayLease.parse("r1", RelayLease.text(relay), ANY)).contains(relay);
    assertThat(
            RelayLease.parse("r1", RelayLease.text(relay.with(RelayInfo.State.DRAINING, 4)), ANY))
        .hasValueSatisfying(read -> assertThat(read.region()).isEqualTo("eu-1"));
  }

  @Test
  void leaseOfTheVersionBefore_hasNoRegion() {
    String before =
        "5 {\"url\":\"http://127.0.0.1:3801\",\"state\":\"UP\",\"tunnels\":3,\"capacity\":9,\"version\":\"1\"}";
    assertThat(RelayLease.parse("r1", before, ANY))
        .hasValueSatisfying(read -> assertThat(read.region()).isEmpty());
  }

  /** The version before does not look for what it does not know. */
  @Test
  void leaseWithoutARegion_isWrittenAsBefore_andMoreThanIsKnownIsRead() {
    RelayInfo nowhere = new RelayInfo("r1", "5", URL, RelayInfo.State.UP, 3, 9);
    assertThat(RelayLease.text(nowhere)).doesNotContain("region");
    String later = RelayLease.text(nowhere).replace("{", "{\"planet\":\"earth\",");
    assertThat(RelayLease.parse("r1", later, ANY)).contains(nowhere);
  }
}
