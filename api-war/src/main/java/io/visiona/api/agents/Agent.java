package io.visiona.api.agents;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A paired agent as it is stored.
 *
 * @param id its id, which is also the id of its tunnel session
 * @param owner subject of the person who paired it
 * @param name what it called itself when it was paired, or was renamed to since
 * @param label what the person called it
 * @param platform operating system and architecture, as the agent said
 * @param allowProxy whether its own web server may be reached
 * @param pairedAt when it was paired
 * @param tokenIssuedAt when its present session token was made
 * @param lastSeenAt when it was last heard of, as far as that is stored; null before the first time
 * @param tags what the person sorts it by, at most 10
 * @param note what the person wrote about it, may be empty
 * @param devices how many it had when it was last asked, null when it never was
 * @param pageName the first label of the host name of its own pages; null when it has none yet
 * @param allowPages which of its further pages may be opened, by name
 * @param revision one more at each change of what people write about it
 */
public record Agent(
    UUID id,
    String owner,
    String name,
    String label,
    String platform,
    boolean allowProxy,
    Instant pairedAt,
    Instant tokenIssuedAt,
    @Nullable Instant lastSeenAt,
    List<String> tags,
    String note,
    @Nullable Integer devices,
    @Nullable String pageName,
    List<String> allowPages,
    int revision) {

  public Agent {
    tags = List.copyOf(tags);
    allowPages = List.copyOf(allowPages);
  }
}
