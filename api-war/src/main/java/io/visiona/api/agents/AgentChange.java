package io.visiona.api.agents;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a PATCH changes; what is empty stays. */
@Schema(name = "AgentChange")
public record AgentChange(
    @Schema(minLength = 1, maxLength = AgentResource.LONGEST_NAME) Optional<String> name,
    @Schema(minLength = 1, maxLength = AgentResource.LONGEST_NAME) Optional<String> label,
    Optional<Boolean> allowProxy,
    @Schema(
            maxItems = AgentResource.MOST_TAGS,
            description = "Each of 1 to " + AgentResource.LONGEST_TAG + " characters.")
        Optional<List<String>> tags,
    @Schema(maxLength = AgentResource.LONGEST_NOTE) Optional<String> note,
    @Schema(
            maxItems = AgentResource.MOST_PAGES,
            description =
                "Which of its further pages may be opened, by name: small letters, digits and hyphens, at most "
                    + AgentResource.LONGEST_PAGE
                    + ".")
        Optional<List<String>> allowPages) {}
