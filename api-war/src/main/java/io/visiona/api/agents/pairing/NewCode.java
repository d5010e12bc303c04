package io.visiona.api.agents.pairing;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A pairing code as its person gets it, once.
 *
 * @param id to withdraw it by
 * @param code 128 bits in hexadecimal
 * @param expiresAt when it can no longer be exchanged
 * @param serverUrl where the agent exchanges it
 * @param command the line to run on the box
 * @param codeGroups the code in groups of four, for reading aloud
 */
@Schema(name = "NewCode")
public record NewCode(
    UUID id,
    String code,
    Instant expiresAt,
    URI serverUrl,
    @Schema(description = "The line to run on the box.") String command,
    @Schema(description = "The code in groups of four, for reading aloud.")
        List<String> codeGroups) {
  private static final int GROUP = 4;

  public NewCode {
    codeGroups = List.copyOf(codeGroups);
  }

  static NewCode of(IssuedCode issued, String label, URI site) {
    List<String> groups = new ArrayList<>();
    for (int from = 0; from < issued.code().length(); from += GROUP) {
      groups.add(issued.code().substring(from, Math.min(from + GROUP, issued.code().length())));
    }
    String command =
        "visiona-agent pair " + issued.code() + " --server " + site + " --name " + quoted(label);
    return new NewCode(issued.id(), issued.code(), issued.expiresAt(), site, command, groups);
  }

  /** As one word of a POSIX shell: within single quotes nothing means anything. */
  private static String quoted(String label) {
    return label.matches("[A-Za-z0-9._-]+") ? label : "'" + label.replace("'", "'\\''") + "'";
  }

  /** Never prints the code. */
  @Override
  public String toString() {
    return "NewCode[id=" + id + ", code=***, expiresAt=" + expiresAt + "]";
  }
}
