package io.visiona.agent.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class AgentErrorCodeTest {
  @Test
  void catalogueInTheDocuments_isTheOneInTheCode() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "agents.md"));
    String table = document.substring(document.indexOf("## Refusals"));
    Map<String, Integer> written = new TreeMap<>();
    Matcher rows = Pattern.compile("(?m)^\\| ([0-9]{3}) \\| (.*) \\|$").matcher(table);
    while (rows.find()) {
      int status = Integer.parseInt(rows.group(1));
      Matcher codes = Pattern.compile("`([a-z_]+)`").matcher(rows.group(2));
      while (codes.find()) {
        written.put(codes.group(1), status);
      }
    }
    Map<String, Integer> coded = new TreeMap<>();
    for (AgentErrorCode code : AgentErrorCode.values()) {
      coded.put(code.text(), code.status());
    }
    assertThat(written).isEqualTo(coded);
  }
}
