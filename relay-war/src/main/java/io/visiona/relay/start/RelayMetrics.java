package io.visiona.relay.start;

import io.visiona.relay.directory.DirectoryStats;
import io.visiona.relay.directory.DirectoryStats.Totals;
import io.visiona.relay.directory.Membership;
import io.visiona.relay.directory.TunnelQuota;
import io.visiona.relay.link.Links;
import io.visiona.relay.link.OwnerUsages;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.RelayStats.Snapshot;
import io.visiona.relay.tunnel.AdmissionRefusal;
import io.visiona.relay.tunnel.AdmissionStats;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.metrics.RisingTotal;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The relay's figures for Prometheus. No names, no addresses. What only grows is a counter, raised
 * once a second by what the figures gained. What is summed up over all tunnels is summed up once a
 * second too, and not for each gauge of each scrape. {@link #register} and {@link #update} are
 * called by one thread at a time.
 */
@Dependent
public class RelayMetrics {
  private final MetricRegistry registry;
  private final InMemorySessionStore store;
  private final RelayStats stats;
  private final Links links;
  private final DirectoryStats directoryFigures;
  private final Membership membership;
  private final AdmissionStats admissions;
  private final OwnerUsages owners;
  private final TunnelQuota quota;
  private final List<RisingTotal<TunnelQuota>> quotas = new ArrayList<>();

  /** What all gauges of a scrape are of; taken once a second, however many there are. */
  private volatile Snapshot latest;

  private final List<RisingTotal<Snapshot>> totals = new ArrayList<>();
  private final List<RisingTotal<Links>> ofLinks = new ArrayList<>();
  private final List<RisingTotal<OwnerUsages>> ofOwners = new ArrayList<>();
  private final List<RisingTotal<Totals>> claims = new ArrayList<>();
  private final List<RisingTotal<AdmissionStats>> refusals = new ArrayList<>();

  @Inject
  public RelayMetrics(
      MetricRegistry registry,
      InMemorySessionStore store,
      RelayStats stats,
      Links links,
      DirectoryStats directoryFigures,
      Membership membership,
      AdmissionStats admissions,
      OwnerUsages owners,
      TunnelQuota quota) {
    this.registry = registry;
    this.store = store;
    this.stats = stats;
    this.links = links;
    this.directoryFigures = directoryFigures;
    this.membership = membership;
    this.admissions = admissions;
    this.owners = owners;
    this.quota = quota;
    this.latest = stats.snapshot(store);
  }

  void register() {
    gauge("visiona_tunnels", "Live tunnels", Snapshot::tunnels);
    gauge(
        "visiona_tunnels_second",
        "Live tunnels whose agent has its first at another relay",
        Snapshot::secondTunnels);
    gauge("visiona_tunnel_streams", "Streams open now", Snapshot::streams);
    registry.gauge(
        metadata("visiona_links", "Standing links of API servers"), links, of -> of.live().size());
    registry.gauge(
        metadata("visiona_links_output_bytes", "Bytes that wait for API servers"),
        links,
        Links::waitingBytes);
    ofLinks.add(
        new RisingTotal<>(
            registry.counter(
                metadata(
                    "visiona_links_streams_reset_total",
                    "Streams that were reset because too much waited for API servers")),
            Links::streamsReset));
    total("visiona_tunnels_opened_total", "Tunnels that began", Snapshot::tunnelsTotal);
    total("visiona_tunnel_streams_opened_total", "Streams that began", Snapshot::streamsTotal);
    total("visiona_tunnel_received_bytes_total", "Bytes received from agents", Snapshot::bytesIn);
    total("visiona_tunnel_sent_bytes_total", "Bytes sent to agents", Snapshot::bytesOut);
    total(
        "visiona_tunnels_evened_total",
        "Tunnels that were sent to relays with fewer",
        Snapshot::evenedOut);
    total(
        "visiona_tunnel_open_errors_total",
        "Streams that could not be opened",
        Snapshot::openErrors);
    total(
        "visiona_tunnel_protocol_errors_total",
        "Tunnels ended by a protocol error",
        Snapshot::protocolErrors);
    total(
        "visiona_tunnel_refused_connections_total",
        "Connections that were not let in",
        Snapshot::connectionsRefused);
    registerAdmission();
    ofOwners(
        "visiona_owner_streams_refused_total",
        "Streams that were refused because their owner had no more",
        OwnerUsages::refused);
    ofOwners(
        "visiona_owner_windows_withheld_total",
        "Windows that waited because their owner's agents moved too many bytes",
        OwnerUsages::withheld);
    quotas.add(
        new RisingTotal<>(
            registry.counter(
                metadata(
                    "visiona_owner_tunnels_refused_total",
                    "Connections not let in, or ended, because their owner has as many tunnels as may be")),
            TunnelQuota::refused));
    registerDirectory();
  }

  private void registerAdmission() {
    registry.gauge(
        metadata(
            "visiona_admission_waiting",
            "Connections that wait for their turn or for the API's answer"),
        admissions,
        AdmissionStats::waiting);
    for (AdmissionRefusal reason : AdmissionRefusal.values()) {
      refusals.add(
          new RisingTotal<>(
              registry.counter(
                  metadata(
                      "visiona_admission_refused_total",
                      "Connections that were not let in, by why"),
                  new Tag("reason", reason.label())),
              of -> of.total(reason)));
    }
  }

  private void registerDirectory() {
    registry.gauge(
        metadata("visiona_directory_up", "1 while the directory of tunnels answers"),
        directoryFigures,
        of -> of.isUp() ? 1 : 0);
    registry.gauge(
        metadata("visiona_directory_unclaimed", "Live tunnels that the directory does not know"),
        membership,
        Membership::unclaimed);
    claims("won", Totals::won);
    claims("newer", Totals::newer);
    claims("revoked", Totals::revoked);
    claims("unknown", Totals::unknown);
    superseded("message", Totals::byMessage);
    superseded("check", Totals::byCheck);
    superseded("claim", Totals::byClaim);
    for (RelayInfo.State state : RelayInfo.State.values()) {
      registry.gauge(
          metadata("visiona_relay_state", "1 for the state that this relay is in"),
          membership,
          of -> of.state() == state ? 1 : 0,
          new Tag("state", state.tag()));
    }
  }

  private void claims(String outcome, ToLongFunction<Totals> figure) {
    claims.add(
        new RisingTotal<>(
            registry.counter(
                metadata("visiona_directory_claims_total", "Claims of tunnels"),
                new Tag("outcome", outcome)),
            figure));
  }

  private void superseded(String by, ToLongFunction<Totals> figure) {
    claims.add(
        new RisingTotal<>(
            registry.counter(
                metadata(
                    "visiona_directory_superseded_total",
                    "Tunnels closed because a newer one is at another relay, or their credential was revoked"),
                new Tag("by", by)),
            figure));
  }

  /** Once a second. */
  void update() {
    Snapshot now = stats.snapshot(store);
    latest = now;
    totals.forEach(total -> total.update(now));
    Totals ofDirectory = directoryFigures.totals();
    claims.forEach(total -> total.update(ofDirectory));
    refusals.forEach(total -> total.update(admissions));
    ofLinks.forEach(total -> total.update(links));
    quotas.forEach(total -> total.update(quota));
    ofOwners.forEach(total -> total.update(owners));
  }

  private void ofOwners(String name, String description, ToLongFunction<OwnerUsages> figure) {
    ofOwners.add(new RisingTotal<>(registry.counter(metadata(name, description)), figure));
  }

  private void gauge(String name, String description, Function<Snapshot, Number> figure) {
    registry.gauge(metadata(name, description), this, of -> figure.apply(of.latest));
  }

  private void total(String name, String description, ToLongFunction<Snapshot> figure) {
    totals.add(new RisingTotal<>(registry.counter(metadata(name, description)), figure));
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
