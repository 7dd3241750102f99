package dev.telemetry.flink.detect;

import dev.telemetry.detect.Verdict;
import dev.telemetry.flink.detect.Edge.Subject;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Lets the rules in force judge the values of a key, and ends the episodes of those that are not in
 * force any more.
 */
final class RuledJudge {
  private final RuleBook book;
  private final String operator;
  private final ValueState<RuledStates> states;

  /** The last edge of each open episode. Few keys have one, so that a change of rules is quick. */
  private final MapState<String, Anomaly> open;

  private final Counter opened;
  private final Counter changed;
  private final Counter closed;
  private final Counter shadows;
  private final Counter stateDropped;

  RuledJudge(RuleBook book, String operator, Duration forgetAfter, RuntimeContext runtime) {
    this.book = book;
    this.operator = operator;
    var rememberedBy = new ValueStateDescriptor<>("rule-states", new RuledStatesSerializer());
    rememberedBy.enableTimeToLive(
        StateTtlConfig.newBuilder(forgetAfter).cleanupIncrementally(1, false).build());
    states = runtime.getState(rememberedBy);
    open = runtime.getMapState(openEpisodes(forgetAfter));
    opened = runtime.getMetricGroup().counter("opened");
    changed = runtime.getMetricGroup().counter("changed");
    closed = runtime.getMetricGroup().counter("closed");
    shadows = runtime.getMetricGroup().counter("shadows");
    stateDropped = runtime.getMetricGroup().counter("stateDropped");
  }

  static MapStateDescriptor<String, Anomaly> openEpisodes(Duration forgetAfter) {
    var descriptor =
        new MapStateDescriptor<>(
            "open-episodes", Types.STRING, RecordTypeInfo.ofRecord(Anomaly.class));
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(forgetAfter).updateTtlOnReadAndWrite().build());
    return descriptor;
  }

  /** Where edges go, those of rules in shadow too. */
  interface Edges {
    void emit(Anomaly edge);
  }

  void judgeFirst(PendingValues pending, int count, String key, Edges out) throws Exception {
    RuledStates mine = states.value();
    if (mine == null) {
      mine = new RuledStates();
    }
    for (int i = 0; i < count; i++) {
      judge(mine, pending, i, key, out);
    }
    if (mine.generation != book.generation()) {
      endWhatIsNotInForce(mine, key, out);
      mine.generation = book.generation();
    }
    store(mine);
  }

  private void judge(RuledStates mine, PendingValues pending, int index, String key, Edges out)
      throws Exception {
    List<ActiveRule> rules = book.inForce(key, pending.metric(index));
    for (int i = 0; i < rules.size(); i++) {
      ActiveRule rule = rules.get(i);
      RuledState state = stateOf(mine, rule, pending.metric(index), out);
      Verdict verdict =
          state.observe(rule.detector(), pending.value(index), pending.timeMillis(index));
      if (verdict.raised() || state.reported) {
        Subject subject = new Subject(operator, key, pending.metric(index), pending.unit(index));
        report(verdict, rule, state, subject, out);
      }
    }
  }

  private RuledState stateOf(RuledStates mine, ActiveRule rule, String metric, Edges out)
      throws Exception {
    RuledState state = mine.of(rule, metric);
    if (state != null && !state.memory.equals(rule.memory())) {
      end(state, "rule %s learns anew".formatted(rule.label()), out);
      mine.all.remove(state);
      stateDropped.inc();
      state = null;
    }
    if (state == null) {
      state = new RuledState(rule.id(), metric, rule.memory());
      mine.all.add(state);
    }
    return state;
  }

  /**
   * Reports the edges. What opened while the rule was in shadow, or under another rule, and is open
   * still opens when the rule first judges in the open.
   */
  private void report(
      Verdict verdict, ActiveRule rule, RuledState state, Subject subject, Edges out)
      throws Exception {
    if (!state.reported) {
      state.reported = true;
      emit(edge(verdict, rule, subject, null), state, opened, out);
    } else if (verdict.changed()) {
      emit(edge(verdict, rule, subject, lastOf(state)), state, changed, out);
    } else if (verdict.closed()) {
      Anomaly edge = edge(verdict, rule, subject, lastOf(state));
      open.remove(placeOf(state));
      state.reported = false;
      count(closed, edge);
      out.emit(edge);
    }
  }

  /** An episode keeps its name when the rule's version changes under it. */
  private static Anomaly edge(
      Verdict verdict, ActiveRule rule, Subject subject, @Nullable Anomaly last) {
    String episode =
        last == null
            ? Edge.episode(subject, subject.metric() + "|" + rule.label(), verdict.openedMillis())
            : last.getEpisode();
    Anomaly edge = Edge.of(verdict, rule.detector(), episode, subject);
    edge.setRule(rule.name());
    edge.setShadow(rule.shadow());
    return edge;
  }

  private @Nullable Anomaly lastOf(RuledState state) throws Exception {
    return open.get(placeOf(state));
  }

  private static String placeOf(RuledState state) {
    return state.metric + "|" + state.rule;
  }

  private void emit(Anomaly edge, RuledState state, Counter counter, Edges out) throws Exception {
    open.put(placeOf(state), edge);
    count(counter, edge);
    out.emit(edge);
  }

  private void count(Counter counter, Anomaly edge) {
    (edge.getShadow() ? shadows : counter).inc();
  }

  /** After a change of the rules, for a key that has an open episode. */
  void review(String key, Edges out) throws Exception {
    RuledStates mine = states.value();
    if (mine == null) {
      open.clear();
    } else {
      endWhatIsNotInForce(mine, key, out);
      store(mine);
    }
  }

  private void endWhatIsNotInForce(RuledStates mine, String key, Edges out) throws Exception {
    for (Iterator<RuledState> all = mine.all.iterator(); all.hasNext(); ) {
      RuledState state = all.next();
      ActiveRule rule = book.withId(state.rule);
      if (rule == null || !book.inForce(key, state.metric).contains(rule)) {
        end(state, rule == null ? "rule removed" : "rule replaced here by another one", out);
        all.remove();
      } else if (!rule.memory().equals(state.memory)) {
        end(state, "rule %s learns anew".formatted(rule.label()), out);
        all.remove();
        stateDropped.inc();
      } else if (isReportedElsewhere(state, rule)) {
        end(state, rule.shadow() ? "rule put into shadow" : "rule put into force", out);
      }
    }
  }

  private boolean isReportedElsewhere(RuledState state, ActiveRule rule) throws Exception {
    Anomaly last = state.reported ? lastOf(state) : null;
    return last != null && last.getShadow() != rule.shadow();
  }

  /** Closes an episode that no value will close any more, as of the last value judged. */
  private void end(RuledState state, String why, Edges out) throws Exception {
    Anomaly last = state.reported ? lastOf(state) : null;
    if (last != null) {
      Anomaly edge = closing(last, state, why);
      count(closed, edge);
      out.emit(edge);
    }
    open.remove(placeOf(state));
    state.reported = false;
  }

  private static Anomaly closing(Anomaly last, RuledState state, String why) {
    Instant time = Instant.ofEpochMilli(state.lastMillis);
    return Anomaly.newBuilder(last)
        .setId(last.getEpisode() + "|closed")
        .setPhase(EpisodePhase.CLOSED)
        .setEventTime(time)
        .setClosedAt(time)
        .setObserved(state.lastValue)
        .setPeak(state.peak)
        .setExplanation(why)
        .build();
  }

  private void store(RuledStates mine) throws Exception {
    for (RuledState state : mine.all) {
      if (state.reported) {
        lastOf(state); // being read keeps it from expiring before the state does
      }
    }
    if (mine.all.isEmpty()) {
      states.clear();
    } else {
      states.update(mine);
    }
  }
}
