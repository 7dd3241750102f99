package dev.telemetry.kafka.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A folder in memory that loses power at a chosen operation. What was not forced is then lost, or a
 * part of it: of a file's unforced bytes any pages, of the folder's unforced changes all after one
 * of them. After {@link #restart} it is what a disk would hold.
 */
final class VolatileFiles implements SpoolFiles {
  static final class PowerCut extends IOException {
    PowerCut() {
      super("no power");
    }
  }

  /** What a spool may do wrong. */
  enum Flaw {
    NONE,
    FILES_NOT_FORCED,
    FOLDER_NOT_FORCED,
    EPOCH_KEPT
  }

  private static final int PAGE = 64;

  private static final class Content {
    byte[] now = new byte[0];
    byte[] forced = new byte[0];

    Content copy(Random random) {
      Content left = new Content();
      left.now = afterPowerCut(random);
      left.forced = left.now.clone();
      return left;
    }

    private byte[] afterPowerCut(Random random) {
      int size = forced.length + random.nextInt(Math.max(1, now.length - forced.length + 1));
      if (now.length < forced.length) {
        size = random.nextBoolean() ? now.length : forced.length;
      }
      byte[] left = Arrays.copyOf(forced, size);
      for (int at = 0; at < size; at += PAGE) {
        int length = Math.min(PAGE, Math.min(size, now.length) - at);
        if (length > 0 && random.nextBoolean()) {
          System.arraycopy(now, at, left, at, length);
        }
      }
      return left;
    }
  }

  private final Random random;
  private final Flaw flaw;
  private final long cutAt;
  private Map<String, Content> folder = new HashMap<>();
  private final List<Map<String, Content>> sinceForced = new ArrayList<>();
  private long operations;

  /** How many bytes the disk holds. */
  volatile long capacity = Long.MAX_VALUE;

  volatile boolean forceFails;

  /** The page of which file cannot be read; none where it is empty. */
  volatile String unreadable = "";

  volatile long unreadableAt;

  VolatileFiles(long seed, Flaw flaw, long cutAt) {
    this.random = new Random(seed);
    this.flaw = flaw;
    this.cutAt = cutAt;
    sinceForced.add(new HashMap<>());
  }

  Flaw flaw() {
    return flaw;
  }

  long operations() {
    return operations;
  }

  synchronized boolean isCut() {
    return operations > cutAt;
  }

  /** What is found once the power is back; the next cut is at another operation. */
  synchronized VolatileFiles restart(long nextCutAt) {
    VolatileFiles after = new VolatileFiles(random.nextLong(), flaw, nextCutAt);
    sinceForced
        .get(random.nextInt(sinceForced.size()))
        .forEach((name, content) -> after.folder.put(name, content.copy(random)));
    after.sinceForced.set(0, new HashMap<>(after.folder));
    return after;
  }

  /** Everything as it is, with a cut to come: a crash of the process, not of the power. */
  synchronized VolatileFiles reopened(long nextCutAt) {
    VolatileFiles after = new VolatileFiles(random.nextLong(), flaw, nextCutAt);
    after.folder = folder;
    after.sinceForced.clear();
    after.sinceForced.addAll(sinceForced);
    return after;
  }

  private void begin() throws PowerCut {
    if (isCut()) {
      throw new PowerCut();
    }
    operations++;
  }

  /** The last operation is begun, and may reach the disk or not. */
  private void end() throws PowerCut {
    if (isCut()) {
      throw new PowerCut();
    }
  }

  private void changed() {
    sinceForced.add(new HashMap<>(folder));
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(folder.keySet());
  }

  @Override
  public synchronized SpoolFile open(String name) throws IOException {
    Content content = folder.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return new File(name, content);
  }

  @Override
  public synchronized SpoolFile create(String name) throws IOException {
    begin();
    Content content = new Content();
    folder.put(name, content);
    changed();
    end();
    return new File(name, content);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    begin();
    folder.put(to, folder.remove(from));
    changed();
    end();
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    begin();
    folder.remove(name);
    changed();
    end();
  }

  @Override
  public synchronized void forceDirectory() throws IOException {
    begin();
    end();
    if (flaw != Flaw.FOLDER_NOT_FORCED) {
      sinceForced.clear();
      changed();
    }
  }

  @Override
  public synchronized long usableBytes() {
    return capacity - usedBytes();
  }

  private long usedBytes() {
    return folder.values().stream().mapToLong(one -> one.now.length).sum();
  }

  synchronized void leaveRoomFor(long bytes) {
    capacity = usedBytes() + bytes;
  }

  @Override
  public void close() {}

  private final class File implements SpoolFile {
    private final String name;
    private final Content content;

    File(String name, Content content) {
      this.name = name;
      this.content = content;
    }

    @Override
    public long size() {
      synchronized (VolatileFiles.this) {
        return content.now.length;
      }
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      synchronized (VolatileFiles.this) {
        if (name.equals(unreadable) && at <= unreadableAt && at + into.remaining() > unreadableAt) {
          throw new IOException("Input/output error");
        }
        int length = Math.max(0, Math.min(into.remaining(), content.now.length - (int) at));
        into.put(content.now, length == 0 ? 0 : (int) at, length);
        return length;
      }
    }

    @Override
    public void write(ByteBuffer from, long at) throws IOException {
      synchronized (VolatileFiles.this) {
        begin();
        int fits =
            (int) Math.min(from.remaining(), Math.max(0, content.now.length - at + usableBytes()));
        int end = (int) at + fits;
        boolean full = fits < from.remaining();
        content.now = Arrays.copyOf(content.now, Math.max(content.now.length, end));
        from.get(content.now, (int) at, fits);
        if (full) {
          throw new IOException("No space left on device");
        }
        end();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (VolatileFiles.this) {
        begin();
        content.now = Arrays.copyOf(content.now, (int) Math.min(content.now.length, size));
        end();
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (VolatileFiles.this) {
        begin();
        end();
        if (forceFails) {
          throw new IOException("Input/output error");
        }
        if (flaw != Flaw.FILES_NOT_FORCED) {
          content.forced = content.now.clone();
        }
      }
    }

    @Override
    public void close() {}
  }
}
