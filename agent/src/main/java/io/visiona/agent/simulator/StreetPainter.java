package io.visiona.agent.simulator;

import io.visiona.agent.driver.Box;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Draws the street. The layers that only shift are drawn once. Thread-safe. */
final class StreetPainter {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SWING = 40;
  private static final int HORIZON = 330;
  private static final int CLOCK_DOT = 4;

  private final Scene scene;
  private final BufferedImage far;
  private final BufferedImage near;

  StreetPainter(Scene scene) {
    this.scene = scene;
    this.far = layer();
    this.near = layer();
    drawFar();
    drawNear();
  }

  private static BufferedImage layer() {
    return new BufferedImage(
        Scene.WIDTH + 2 * SWING, Scene.HEIGHT, BufferedImage.TYPE_INT_ARGB_PRE);
  }

  private void drawFar() {
    Graphics2D graphics = far.createGraphics();
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(0x7fb2e5), 0, HORIZON, new Color(0xdfeaf2)));
    graphics.fillRect(0, 0, far.getWidth(), Scene.HEIGHT);
    for (int i = 0; i < 24; i++) {
      int height = (int) Noise.between(60, 190, scene.seed(), 100, i);
      int grey = (int) Noise.between(130, 175, scene.seed(), 101, i);
      graphics.setColor(new Color(grey, grey, Math.min(255, grey + 12)));
      graphics.fillRect(i * 60, HORIZON - height, 56, height);
    }
    graphics.dispose();
  }

  private void drawNear() {
    Graphics2D graphics = near.createGraphics();
    for (int i = 0; i < 9; i++) {
      int height = (int) Noise.between(110, 240, scene.seed(), 110, i);
      int tone = (int) Noise.between(90, 140, scene.seed(), 111, i);
      int left = i * 160 + 10;
      graphics.setColor(new Color(tone + 20, tone, tone - 15));
      graphics.fillRect(left, HORIZON + 20 - height, 110, height);
      graphics.setColor(new Color(0xf3e3a8));
      for (int window = 0; window < height / 40; window++) {
        graphics.fillRect(left + 15, HORIZON - height + 30 + window * 38, 22, 18);
        graphics.fillRect(left + 70, HORIZON - height + 30 + window * 38, 22, 18);
      }
    }
    graphics.setColor(new Color(0x9a958c));
    graphics.fillRect(0, HORIZON + 20, near.getWidth(), 60);
    graphics.setColor(new Color(0x5b5d60));
    graphics.fillRect(0, HORIZON + 80, near.getWidth(), Scene.HEIGHT);
    graphics.setColor(new Color(0xd8d8d0));
    for (int x = 0; x < near.getWidth(); x += 120) {
      graphics.fillRect(x, 555, 64, 6);
    }
    graphics.dispose();
  }

  /** A new picture of this moment. */
  BufferedImage paint(long epochMillis, long frameNumber) {
    BufferedImage picture =
        new BufferedImage(Scene.WIDTH, Scene.HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = picture.createGraphics();
    double pan = Math.sin(epochMillis / 20_000.0);
    graphics.drawImage(far, (int) Math.round(-SWING + pan * 12), 0, null);
    graphics.drawImage(near, (int) Math.round(-SWING + pan * SWING), 0, null);
    for (Figure figure : scene.at(epochMillis)) {
      draw(graphics, figure);
    }
    int night = (int) Math.round((1 - Scene.light(epochMillis)) * 200);
    if (night > 0) {
      graphics.setColor(new Color(5, 8, 30, night));
      graphics.fillRect(0, 0, Scene.WIDTH, Scene.HEIGHT);
    }
    FrameMark.draw(graphics, frameNumber);
    String clock = CLOCK.format(Instant.ofEpochMilli(epochMillis));
    int left = Scene.WIDTH - (clock.length() * 4 + 2) * CLOCK_DOT;
    Digits.write(graphics, clock, left, 12, CLOCK_DOT);
    Digits.write(graphics, Long.toString(frameNumber), left, 44, CLOCK_DOT);
    graphics.dispose();
    return picture;
  }

  private void draw(Graphics2D graphics, Figure figure) {
    Box box = figure.box();
    int x = (int) Math.round(box.x() * Scene.WIDTH);
    int y = (int) Math.round(box.y() * Scene.HEIGHT);
    int w = (int) Math.round(box.w() * Scene.WIDTH);
    int h = (int) Math.round(box.h() * Scene.HEIGHT);
    float hue = (float) Noise.uniform(scene.seed(), figure.number(), 50);
    graphics.setColor(Color.getHSBColor(hue, 0.6f, 0.85f));
    switch (figure.kind()) {
      case PERSON -> {
        graphics.fillRect(x, y + h / 4, w, h / 3);
        graphics.setColor(new Color(0x2b3a55));
        graphics.fillRect(x + w / 10, y + h * 7 / 12, w * 8 / 10, h - h * 7 / 12);
        graphics.setColor(new Color(0xe0b090));
        graphics.fillOval(x + w / 4, y, w / 2, h / 4);
      }
      case BICYCLE -> {
        graphics.fillRect(x + w / 4, y, w / 2, h * 2 / 3);
        graphics.setColor(Color.BLACK);
        graphics.drawOval(x, y + h / 2, w * 2 / 5, h / 2);
        graphics.drawOval(x + w * 3 / 5, y + h / 2, w * 2 / 5, h / 2);
      }
      case CAR -> {
        graphics.fillRect(x, y + h * 2 / 5, w, h * 2 / 5);
        graphics.fillRect(x + w / 5, y, w * 3 / 5, h / 2);
        wheels(graphics, x, y, w, h);
      }
      case BUS -> {
        graphics.fillRect(x, y, w, h * 4 / 5);
        graphics.setColor(new Color(0xbfd8e8));
        graphics.fillRect(x + w / 20, y + h / 8, w * 9 / 10, h / 4);
        wheels(graphics, x, y, w, h);
      }
      case DOG -> {
        graphics.fillRect(x, y + h / 4, w, h * 2 / 5);
        graphics.fillRect(figure.leftward() ? x : x + w * 3 / 4, y, w / 4, h / 2);
        graphics.fillRect(x + w / 8, y + h / 2, w / 8, h / 2);
        graphics.fillRect(x + w * 3 / 4, y + h / 2, w / 8, h / 2);
      }
    }
  }

  private static void wheels(Graphics2D graphics, int x, int y, int w, int h) {
    graphics.setColor(new Color(0x151515));
    graphics.fillOval(x + w / 8, y + h * 3 / 5, h * 2 / 5, h * 2 / 5);
    graphics.fillOval(x + w * 7 / 8 - h * 2 / 5, y + h * 3 / 5, h * 2 / 5, h * 2 / 5);
  }
}
