package io.visiona.agent.api;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.media.MediaStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * A form with files, read while it comes: fields first, each file straight to the disk.
 *
 * @param fields by name
 * @param files in the order in which they came
 */
record Upload(Map<String, String> fields, List<NamedFile> files) {
  private static final int MOST_FIELDS = 16;
  private static final int MOST_FIELD_BYTES = 4096;
  private static final int MOST_NAME = 255;

  /** A file and what its sender calls it. */
  record NamedFile(String name, MediaStore.Saved file) {}

  /**
   * Reads the form.
   *
   * @param mostFiles 1 or more
   * @param mostBytes of one file
   * @param mostBytesOfAll of all files together
   */
  static Upload read(
      Call call, MediaStore store, int mostFiles, long mostBytes, long mostBytesOfAll)
      throws AgentException, IOException, HttpException {
    String type = call.exchange().header("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      throw new AgentException(
          AgentErrorCode.UNSUPPORTED_MEDIA,
          "Send a form with a file.",
          Map.of("accepted", List.of("multipart/form-data")));
    }
    Upload upload = new Upload(new LinkedHashMap<>(), new ArrayList<>());
    boolean whole = false;
    try {
      FileItemInputIterator items =
          new Form().getItemIterator(new Body(type, call.exchange().body()));
      long left = mostBytesOfAll;
      while (items.hasNext()) {
        left -= upload.take(items.next(), store, mostFiles, Math.min(mostBytes, left));
      }
      whole = !upload.files.isEmpty();
    } catch (FileUploadException | IllegalArgumentException e) {
      throw new AgentException(AgentErrorCode.BAD_REQUEST, "The form is not well-formed.");
    } finally {
      if (!whole) {
        upload.forget(store);
      }
    }
    if (!whole) {
      throw AgentException.badField("file", "There is no file in the form.");
    }
    return upload;
  }

  /** Bytes of the file that was taken; 0 for a field. */
  private long take(FileItemInput item, MediaStore store, int mostFiles, long mostBytes)
      throws AgentException, IOException {
    if (item.isFormField()) {
      byte[] bytes = item.getInputStream().readNBytes(MOST_FIELD_BYTES + 1);
      if (fields.size() >= MOST_FIELDS || bytes.length > MOST_FIELD_BYTES) {
        throw new AgentException(
            AgentErrorCode.BAD_REQUEST, "The form has too many or long fields.");
      }
      fields.put(item.getFieldName(), new String(bytes, StandardCharsets.UTF_8));
      return 0;
    }
    if (files.size() >= mostFiles) {
      throw AgentException.outOfRange("file", 1, mostFiles);
    }
    MediaStore.Saved saved = store.save(item.getInputStream(), mostBytes);
    files.add(new NamedFile(named(item.getName()), saved));
    return saved.sizeBytes();
  }

  private static String named(@Nullable String name) {
    String given = name == null ? "" : name.replace('\\', '/');
    String last = given.substring(given.lastIndexOf('/') + 1).replaceAll("\\p{Cntrl}", "");
    return last.substring(0, Math.min(last.length(), MOST_NAME));
  }

  void forget(MediaStore store) {
    files.forEach(file -> store.forget(file.file()));
  }

  @Nullable String field(String name) {
    String value = fields.get(name);
    return value == null || value.isBlank() ? null : value;
  }

  private record Body(String getContentType, InputStream getInputStream) implements RequestContext {
    @Override
    public String getCharacterEncoding() {
      return "UTF-8";
    }

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public boolean isMultipartRelated() {
      return false;
    }
  }

  /** Only the parser is used: what it would do with whole requests is not. */
  private static final class Form
      extends AbstractFileUpload<Call, DiskFileItem, DiskFileItemFactory> {
    @Override
    public FileItemInputIterator getItemIterator(Call call) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, List<DiskFileItem>> parseParameterMap(Call call) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<DiskFileItem> parseRequest(Call call) {
      throw new UnsupportedOperationException();
    }
  }
}
