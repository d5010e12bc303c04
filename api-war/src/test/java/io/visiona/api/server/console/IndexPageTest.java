package io.visiona.api.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class IndexPageTest {
  private static final Path FILE = Path.of("src/main/webapp/index.html");

  @Test
  void policy_namesTheHashOfExactlyTheImportMapThatIsServed() throws Exception {
    IndexPage page = IndexPage.of(Files.readString(FILE), "abc123");

    String start = "<script type=\"importmap\">";
    int from = page.html().indexOf(start) + start.length();
    byte[] map =
        page.html().substring(from, page.html().indexOf("</script>", from)).getBytes(UTF_8);
    String hash =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(map));
    assertThat(page.importMapHash()).isEqualTo("'sha256-" + hash + "'");
    assertThat(ConsoleFilter.policy(page.importMapHash(), ""))
        .contains("script-src 'self' 'sha256-" + hash + "';")
        .doesNotContain("unsafe");
  }

  @Test
  void build_isInEveryAddressOfAnAsset() throws Exception {
    assertThat(IndexPage.of(Files.readString(FILE), "abc123").html())
        .doesNotContain("{build}")
        .contains("/assets/abc123/app.js");
  }

  @Test
  void withoutAnImportMap_nothingIsServed() {
    assertThatIllegalStateException().isThrownBy(() -> IndexPage.of("<html></html>", "1"));
  }

  @Test
  void withTwoImportMaps_nothingIsServed() {
    String map = "<script type=\"importmap\">{}</script>";
    assertThatIllegalStateException().isThrownBy(() -> IndexPage.of(map + map, "1"));
  }
}
