package io.visiona.api.identity.signin;

import io.visiona.shared.coding.CachedJson;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The texts of one language, of the console's own files.
 *
 * @param language a tag of BCP 47
 */
record PageTexts(String language, Map<String, String> texts) {
  /** Flat JSON, in UTF-8; closes the stream. */
  static PageTexts read(String language, InputStream file) {
    try (JsonReader json =
        CachedJson.createReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      Map<String, String> texts = new HashMap<>();
      json.readObject().forEach((key, value) -> texts.put(key, ((JsonString) value).getString()));
      return new PageTexts(language, Map.copyOf(texts));
    }
  }

  /** The text, as HTML. */
  String html(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key + " in " + language);
    }
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
