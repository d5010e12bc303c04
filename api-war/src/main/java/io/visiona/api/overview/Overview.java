package io.visiona.api.overview;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a person has, in figures.
 *
 * @param attention what they may want to look at, the newest first, at most 10
 */
@Schema(name = "Overview")
public record Overview(
    AgentCounts agents,
    ConversionCounts conversions,
    ModelCounts models,
    SessionCounts sessions,
    CodeCounts pairingCodes,
    List<Attention> attention,
    Server server,
    Limits limits) {

  public Overview {
    attention = List.copyOf(attention);
  }

  /** {@code unknown}: those of which the relay cannot be asked. */
  @Schema(name = "OverviewAgents")
  public record AgentCounts(
      long total,
      long online,
      long offline,
      long neverConnected,
      @Schema(description = "Of which the relay cannot be asked.") long unknown) {}

  /**
   * Of the last seven days where a name says so. Fields: queued, running, succeeded_7d, failed_7d.
   */
  @Schema(name = "OverviewConversions")
  public record ConversionCounts(long queued, long running, long succeeded_7d, long failed_7d) {}

  /** In the library. */
  @Schema(name = "OverviewModels")
  public record ModelCounts(long total, long converted, long uploaded, long bytes) {}

  /** Where the person is signed in. */
  @Schema(name = "OverviewSessions")
  public record SessionCounts(long total) {}

  /** That can still be used. */
  @Schema(name = "OverviewCodes")
  public record CodeCounts(long open) {}

  /** This server. */
  @Schema(name = "OverviewServer")
  public record Server(String version, Instant at, boolean draining) {}

  /** Bytes of one file that is uploaded, at most. */
  @Schema(name = "OverviewLimits")
  public record Limits(long modelBytes, long conversionBytes) {}

  /**
   * One thing to look at.
   *
   * @param kind {@code agent_offline}, {@code conversion_failed} or {@code pairing_code_expiring};
   *     the fields that do not belong to it are null
   */
  @Schema(name = "Attention")
  public record Attention(
      @Schema(description = "agent_offline, conversion_failed or pairing_code_expiring")
          String kind,
      @Nullable UUID agentId,
      @Nullable UUID conversionId,
      @Nullable UUID pairingCodeId,
      @Nullable String label,
      @Nullable String name,
      @Nullable Instant since,
      @Nullable Instant at) {

    static Attention agentOffline(UUID agent, String label, Instant since) {
      return new Attention("agent_offline", agent, null, null, label, null, since, null);
    }

    static Attention conversionFailed(UUID conversion, String name, Instant at) {
      return new Attention("conversion_failed", null, conversion, null, null, name, null, at);
    }

    static Attention codeExpiring(UUID code, String label, Instant at) {
      return new Attention("pairing_code_expiring", null, null, code, label, null, null, at);
    }

    /** By which they are ordered. */
    Instant when() {
      return at != null ? at : since != null ? since : Instant.EPOCH;
    }
  }
}
