package io.visiona.shared.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class ContentCodingsTest {
  private static final byte[] PLAIN = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  @Test
  void whatCameCoded_isDecoded() throws IOException {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(PLAIN);
    }
    assertThat(ContentCodings.decode(gzip(PLAIN), List.of("gzip"), 100)).isEqualTo(PLAIN);
    assertThat(ContentCodings.decode(gzip(PLAIN), List.of("X-GZIP "), 100)).isEqualTo(PLAIN);
    assertThat(ContentCodings.decode(deflated.toByteArray(), List.of("deflate"), 100))
        .isEqualTo(PLAIN);
    assertThat(ContentCodings.decode(PLAIN, List.of(), 1)).isEqualTo(PLAIN);
    assertThat(ContentCodings.decode(PLAIN, List.of("identity"), 1)).isEqualTo(PLAIN);
  }

  @Test
  void whatUnpacksToTooMuch_isRefused_withoutBeingUnpacked() throws IOException {
    byte[] bomb = gzip(new byte[50_000_000]);
    assertThatThrownBy(() -> ContentCodings.decode(bomb, List.of("gzip"), 1000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 1000");
  }

  @Test
  void whatIsNotWhatItSays_isRefused() throws IOException {
    byte[] cut = java.util.Arrays.copyOf(gzip(PLAIN), 20);
    assertThatThrownBy(() -> ContentCodings.decode(PLAIN, List.of("gzip"), 100))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ContentCodings.decode(cut, List.of("gzip"), 100))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ContentCodings.decode(PLAIN, List.of("br"), 100))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ContentCodings.decode(gzip(PLAIN), List.of("gzip", "gzip"), 100))
        .isInstanceOf(IOException.class);
  }
}
