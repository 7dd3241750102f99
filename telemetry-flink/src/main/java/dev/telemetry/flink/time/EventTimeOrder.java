package dev.telemetry.flink.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ListTypeInfo;
import org.apache.flink.streaming.api.TimerService;

/**
 * Hands the elements of a key out in order of event time, once the watermark has passed them, so
 * that disorder within the bound changes no result. For use in a {@code KeyedProcessFunction}:
 * {@link #add} from {@code processElement}, {@link #take} from {@code onTimer}.
 *
 * <p>Elements of equal time come in the order of the comparator, so that their order of arrival
 * does not matter either. State per key: the elements ahead of the watermark, which is the disorder
 * bound times the key's rate, and an event timer for each distinct time among them.
 *
 * @param <T> the elements
 */
public final class EventTimeOrder<T> {
  private final MapState<Long, List<T>> pending;
  private final Comparator<? super T> ofEqualTime;
  private final EventTimeFront front;

  private EventTimeOrder(
      MapState<Long, List<T>> pending, Comparator<? super T> ofEqualTime, EventTimeFront front) {
    this.pending = pending;
    this.ofEqualTime = ofEqualTime;
    this.front = front;
  }

  /**
   * Opens the state; call it from {@code open}.
   *
   * @param context of the function
   * @param type of the elements
   * @param ofEqualTime decides among elements of one time
   * @param front says what is late
   * @param <T> the elements
   * @return the order
   */
  public static <T> EventTimeOrder<T> open(
      RuntimeContext context,
      TypeInformation<T> type,
      Comparator<? super T> ofEqualTime,
      EventTimeFront front) {
    var descriptor =
        new MapStateDescriptor<>("event-time-order", Types.LONG, new ListTypeInfo<>(type));
    return new EventTimeOrder<>(context.getMapState(descriptor), ofEqualTime, front);
  }

  /**
   * Keeps an element until the watermark passes its time.
   *
   * @param element to keep
   * @param timeMillis its event time
   * @param timers of the function's context
   * @return false, without keeping it, when event time has passed it already
   * @throws Exception as the state backend says
   */
  public boolean add(T element, long timeMillis, TimerService timers) throws Exception {
    if (timeMillis <= front.reached(timers)) {
      return false;
    }
    List<T> sameTime = pending.get(timeMillis);
    if (sameTime == null) {
      sameTime = new ArrayList<>(1);
      timers.registerEventTimeTimer(timeMillis);
    }
    sameTime.add(element);
    pending.put(timeMillis, sameTime);
    return true;
  }

  /**
   * The times that still wait for the watermark.
   *
   * @return times of the current key, in no order
   * @throws Exception as the state backend says
   */
  public Iterable<Long> times() throws Exception {
    return pending.keys();
  }

  /**
   * Takes out the elements of the time that a timer fired for.
   *
   * @param timeMillis the timer's time
   * @return the elements, empty when the timer was another's
   * @throws Exception as the state backend says
   */
  public List<T> take(long timeMillis) throws Exception {
    List<T> sameTime = pending.get(timeMillis);
    if (sameTime == null) {
      return List.of();
    }
    pending.remove(timeMillis);
    if (sameTime.size() > 1) {
      sameTime.sort(ofEqualTime);
    }
    return sameTime;
  }
}
