package io.visiona.agent.media;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads pictures of strangers: by what is in them, not by their names, and bounded. */
final class Pictures {
  static final List<String> ACCEPTED = List.of("image/jpeg", "image/png", "image/bmp");
  private static final Set<String> FORMATS = Set.of("jpeg", "png", "bmp");
  private static final int MOST_SIDE = 16_384;
  private static final long MOST_PIXELS = 50_000_000;

  private Pictures() {}

  static BufferedImage read(Path file) throws AgentException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (IOException e) {
      throw unreadable("The picture cannot be read.");
    }
  }

  static BufferedImage read(byte[] bytes) throws AgentException {
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      return read(in);
    } catch (IOException e) {
      throw unreadable("The picture cannot be read.");
    }
  }

  private static BufferedImage read(InputStream in) throws IOException, AgentException {
    try (ImageInputStream stream = ImageIO.createImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw unreadable("This is not a picture that the agent can read.");
      }
      ImageReader reader = readers.next();
      try {
        return decode(reader, stream);
      } finally {
        reader.dispose();
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // What the readers of the platform throw at broken files.
      throw unreadable("The picture is broken.");
    }
  }

  private static BufferedImage decode(ImageReader reader, ImageInputStream stream)
      throws IOException, AgentException {
    if (!FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
      throw new AgentException(
          AgentErrorCode.UNSUPPORTED_MEDIA,
          "The agent does not take pictures of this kind.",
          Map.of("accepted", ACCEPTED));
    }
    reader.setInput(stream, true, true);
    // From the header alone: a picture of a gigapixel is never decoded.
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if (width > MOST_SIDE || height > MOST_SIDE || (long) width * height > MOST_PIXELS) {
      throw unreadable("The picture has too many pixels.");
    }
    return reader.read(0);
  }

  static AgentException unreadable(String message) {
    return new AgentException(AgentErrorCode.MEDIA_UNREADABLE, message);
  }
}
