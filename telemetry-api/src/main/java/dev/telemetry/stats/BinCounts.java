package dev.telemetry.stats;

import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts of the bins on one side of zero, in pages of neighbouring bins that are made when a bin of
 * theirs is first counted: a single value far from all others costs a page, not the range between.
 */
final class BinCounts {
  /** 32 bins: about a doubling of the value at 1 %. */
  private static final int SHIFT = 5;

  private static final int PAGE = 1 << SHIFT;
  private static final long[] NONE = new long[PAGE];
  private static final long[][] NO_PAGES = {};

  private long[][] pages = NO_PAGES;
  private int firstPage;
  private long count;

  long count() {
    return count;
  }

  long get(int bin) {
    return pageOf(bin)[bin & (PAGE - 1)];
  }

  void add(int bin, long added) {
    long[] page = pageOf(bin);
    if (page == NONE) {
      page = open(bin >> SHIFT);
    }
    page[bin & (PAGE - 1)] += added;
    count += added;
  }

  void addAll(BinCounts other, int sign) {
    for (int i = 0; i < other.pages.length; i++) {
      long[] from = other.pages[i];
      if (from != NONE) {
        long[] to = open(other.firstPage + i);
        for (int bin = 0; bin < PAGE; bin++) {
          to[bin] += sign * from[bin];
        }
      }
    }
    count += sign * other.count;
  }

  boolean holds(BinCounts other) {
    for (int i = 0; i < other.pages.length; i++) {
      long[] theirs = other.pages[i];
      long[] ours = pageAt(other.firstPage + i);
      for (int bin = 0; bin < PAGE; bin++) {
        if (ours[bin] < theirs[bin]) {
          return false;
        }
      }
    }
    return true;
  }

  private long[] pageOf(int bin) {
    return pageAt(bin >> SHIFT);
  }

  private long[] pageAt(int number) {
    int at = number - firstPage;
    return at >= 0 && at < pages.length ? pages[at] : NONE;
  }

  private long[] open(int number) {
    reach(number);
    int at = number - firstPage;
    if (pages[at] == NONE) {
      pages[at] = new long[PAGE];
    }
    return pages[at];
  }

  /** Widens the directory so that it has an entry for a page. */
  private void reach(int number) {
    if (pages.length == 0) {
      firstPage = number;
    }
    int first = Math.min(firstPage, number);
    int end = Math.max(firstPage + pages.length, number + 1);
    if (end - first > pages.length) {
      long[][] wider = new long[end - first][];
      Arrays.fill(wider, NONE);
      System.arraycopy(pages, 0, wider, firstPage - first, pages.length);
      pages = wider;
      firstPage = first;
    }
  }

  void clear() {
    for (long[] page : pages) {
      if (page != NONE) {
        Arrays.fill(page, 0);
      }
    }
    count = 0;
  }

  void forEach(Histogram.BinVisitor visitor) {
    for (int i = 0; i < pages.length; i++) {
      long[] page = pages[i];
      for (int bin = 0; page != NONE && bin < PAGE; bin++) {
        if (page[bin] != 0) {
          visitor.visit(binAt(i, bin), page[bin]);
        }
      }
    }
  }

  int used() {
    int used = 0;
    for (long[] page : pages) {
      for (int bin = 0; page != NONE && bin < PAGE; bin++) {
        used += page[bin] == 0 ? 0 : 1;
      }
    }
    return used;
  }

  void writeTo(DataOutput out, BinFormat format) throws IOException {
    for (int i = 0; i < pages.length; i++) {
      long[] page = pages[i];
      for (int bin = 0; page != NONE && bin < PAGE; bin++) {
        if (page[bin] != 0) {
          format.write(out, binAt(i, bin), page[bin]);
        }
      }
    }
  }

  private int binAt(int page, int inPage) {
    return ((firstPage + page) << SHIFT) + inPage;
  }

  /**
   * Replaces the ranks that lie on this side by the values there.
   *
   * @param answers ranks in ascending order, counted from 0 over all sides
   * @param from the first rank to replace; none before it lies here
   * @param before how many values lie before this side
   * @param bins give the values
   * @return the first rank that lies after this side
   */
  int answer(double[] answers, int from, long before, QuantileBins bins) {
    int next = from;
    long seen = before;
    long end = before + count;
    for (int i = 0; next < answers.length && answers[next] < end; i++) {
      long[] page = pages[i];
      for (int bin = 0; page != NONE && bin < PAGE; bin++) {
        seen += page[bin];
        while (next < answers.length && answers[next] < seen) {
          answers[next++] = bins.valueOf(binAt(i, bin));
        }
      }
    }
    return next;
  }
}
