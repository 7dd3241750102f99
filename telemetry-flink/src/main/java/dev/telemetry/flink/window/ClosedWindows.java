package dev.telemetry.flink.window;

import dev.telemetry.stats.Moments;
import dev.telemetry.stats.TimeCourse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Windows that have closed, in the order of their ends, kept while late readings may correct them.
 *
 * <p>A ring in one array, 88 bytes a window: with many keys each object more is a miss of the
 * caches, and one more that the garbage collector goes through. The ends are beside each other, as
 * they are read most.
 */
final class ClosedWindows {
  /** Of a window, but for its end: its revision and moments. */
  private static final int FIELDS = 1 + Moments.NUMBERS;

  private static final int SMALLEST = 2;

  /** An end for each slot, then the fields of each slot. */
  private long[] cells = {};

  /** Of each slot, also of free ones to be used again; null where none are wanted. */
  private @Nullable TimeCourse @Nullable [] courses;

  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long end(int position) {
    return cells[slotOf(position)];
  }

  /** Adds one that ends later than all others, of revision 0. */
  void add(long end, Moments moments, @Nullable TimeCourse course) {
    reserve();
    int slot = slotOf(size++);
    put(slot, end, 0, moments);
    if (course == null) {
      return;
    }
    @Nullable TimeCourse[] slots = courses();
    TimeCourse reused = slots[slot];
    if (reused == null) {
      slots[slot] = course.copy();
    } else {
      reused.set(course);
    }
  }

  /** A copy of one, but for its course. */
  ClosedWindow get(int position) {
    int slot = slotOf(position);
    int at = fieldsOf(slot);
    Moments moments = new Moments();
    moments.unpack(cells, at + 1);
    TimeCourse course = courses == null ? null : courses[slot];
    return new ClosedWindow(cells[slot], moments, course, (int) cells[at]);
  }

  void set(int position, ClosedWindow window) {
    int slot = slotOf(position);
    put(slot, window.end, window.revision, window.moments);
    if (courses != null || window.course != null) {
      courses()[slot] = window.course;
    }
  }

  /** Puts one before those that end later. */
  void insert(ClosedWindow window) {
    reserve();
    int position = size++;
    for (; position > 0 && end(position - 1) > window.end; position--) {
      set(position, get(position - 1));
    }
    set(position, window);
  }

  void forgetUntil(long end) {
    while (size > 0 && cells[head] <= end) {
      head = slotOf(1);
      size--;
    }
  }

  private void put(int slot, long end, int revision, Moments moments) {
    int at = fieldsOf(slot);
    cells[slot] = end;
    cells[at] = revision;
    moments.pack(cells, at + 1);
  }

  private @Nullable TimeCourse[] courses() {
    if (courses == null) {
      courses = new TimeCourse[capacity()];
    }
    return courses;
  }

  private int capacity() {
    return cells.length / (1 + FIELDS);
  }

  private int slotOf(int position) {
    int slot = head + position;
    return slot < capacity() ? slot : slot - capacity();
  }

  private int fieldsOf(int slot) {
    return capacity() + slot * FIELDS;
  }

  /** Makes room for one more. */
  private void reserve() {
    if (size == capacity()) {
      ClosedWindows larger = new ClosedWindows();
      int slots = Math.max(SMALLEST, size + (size >> 1));
      larger.cells = new long[slots * (1 + FIELDS)];
      for (int i = 0; i < size; i++) {
        larger.size++;
        larger.set(i, get(i));
      }
      cells = larger.cells;
      courses = larger.courses;
      head = 0;
    }
  }

  /** Reads what closing a window reads and writes. */
  long look() {
    return size == 0 ? 0 : cells[head] + cells[fieldsOf(slotOf(size < capacity() ? size : 0))];
  }

  ClosedWindows copy() {
    ClosedWindows copy = new ClosedWindows();
    copy.cells = cells.clone();
    copy.head = head;
    copy.size = size;
    if (courses != null) {
      copy.courses =
          Arrays.stream(courses)
              .map(course -> course == null ? null : course.copy())
              .toArray(TimeCourse[]::new);
    }
    return copy;
  }

  long heapBytes() {
    return 48L + 8L * cells.length;
  }
}
