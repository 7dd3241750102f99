package dev.telemetry.benchmarks.pictures;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** The most frequent colours of a picture, so that its file is a third as large. */
final class Palette {
  private static final int BITS = 5;

  private final int[] colours;
  private final Map<Integer, Integer> nearest = new HashMap<>();

  private Palette(int[] colours) {
    this.colours = colours;
  }

  static BufferedImage reduced(BufferedImage picture) {
    int[] pixels =
        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel & 0xFFFFFF, 1, Integer::sum);
    }
    Palette palette =
        new Palette(
            counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(1 << BITS)
                .mapToInt(Map.Entry::getKey)
                .toArray());
    return palette.drawn(picture);
  }

  private BufferedImage drawn(BufferedImage picture) {
    IndexColorModel model =
        new IndexColorModel(Byte.SIZE, colours.length, colours, 0, false, -1, 0);
    BufferedImage drawn =
        new BufferedImage(
            picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int colour = picture.getRGB(x, y) & 0xFFFFFF;
        int index = nearest.computeIfAbsent(colour, this::nearest);
        drawn.getRaster().setSample(x, y, 0, index);
      }
    }
    return drawn;
  }

  private int nearest(int colour) {
    int best = 0;
    for (int i = 1; i < colours.length; i++) {
      best = distance(colours[i], colour) < distance(colours[best], colour) ? i : best;
    }
    return best;
  }

  private static int distance(int a, int b) {
    int red = (a >> 16) - (b >> 16);
    int green = (a >> 8 & 0xFF) - (b >> 8 & 0xFF);
    int blue = (a & 0xFF) - (b & 0xFF);
    return red * red + green * green + blue * blue;
  }
}
