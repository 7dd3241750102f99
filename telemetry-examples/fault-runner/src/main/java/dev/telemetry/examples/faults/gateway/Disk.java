package dev.telemetry.examples.faults.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a disk knows of a folder, and what of it would be left if the power were cut now: of what
 * was not forced nothing, or any part. A file's unforced bytes may be there page by page; of the
 * folder's unforced changes all before one of them are.
 */
final class Disk {
  private static final int PAGE = 512;

  private static final class Content {
    byte[] now = new byte[0];
    byte[] forced = new byte[0];

    byte[] any(Random random) {
      int least = Math.min(now.length, forced.length);
      int most = Math.max(now.length, forced.length);
      byte[] left = Arrays.copyOf(forced, least + random.nextInt(most - least + 1));
      for (int at = 0; at < left.length; at += PAGE) {
        int length = Math.min(PAGE, Math.min(left.length, now.length) - at);
        if (length > 0 && random.nextBoolean()) {
          System.arraycopy(now, at, left, at, length);
        }
      }
      return left;
    }
  }

  private final Map<String, Content> folder = new HashMap<>();
  private final List<Map<String, Content>> sinceForced = new ArrayList<>(List.of(Map.of()));

  private void changed() {
    sinceForced.add(Map.copyOf(folder));
  }

  /** One that is there is emptied, which its folder does not notice. */
  void create(String name) {
    Content there = folder.get(name);
    if (there == null) {
      folder.put(name, new Content());
      changed();
    } else {
      there.now = new byte[0];
    }
  }

  void write(String name, long at, byte[] bytes) {
    Content content = folder.get(name);
    int end = (int) at + bytes.length;
    content.now = Arrays.copyOf(content.now, Math.max(content.now.length, end));
    System.arraycopy(bytes, 0, content.now, (int) at, bytes.length);
  }

  void truncate(String name, long size) {
    Content content = folder.get(name);
    content.now = Arrays.copyOf(content.now, (int) Math.min(content.now.length, size));
  }

  void force(String name) {
    Content content = folder.get(name);
    content.forced = content.now.clone();
  }

  void rename(String from, String to) {
    folder.put(to, folder.remove(from));
    changed();
  }

  void delete(String name) {
    folder.remove(name);
    changed();
  }

  void forceFolder() {
    sinceForced.clear();
    changed();
  }

  /** Writes what was forced, and nothing else, into an empty folder. */
  void leaveForced(Path into) throws IOException {
    for (Map.Entry<String, Content> file : sinceForced.get(0).entrySet()) {
      Files.write(into.resolve(file.getKey()), file.getValue().forced);
    }
  }

  /** Writes what was forced into an empty folder, and a part of the rest. */
  void leaveAny(Path into, Random random) throws IOException {
    Map<String, Content> left = sinceForced.get(random.nextInt(sinceForced.size()));
    for (Map.Entry<String, Content> file : left.entrySet()) {
      Files.write(into.resolve(file.getKey()), file.getValue().any(random));
    }
  }
}
