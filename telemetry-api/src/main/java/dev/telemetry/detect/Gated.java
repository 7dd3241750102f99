package dev.telemetry.detect;

import java.io.Serializable;

/**
 * A detector that is listened to at times only, see {@link Detector#after}, {@link Detector#during}
 * and {@link Detector#when}.
 *
 * <p>An episode opens when the detector raises while it is listened to, and closes when either
 * ends. Score, expected value, bounds and explanation are the detector's, its severity and rule
 * version, too. State per key: 83 bytes written at most, and the detector's own with the name of
 * its format, 60 bytes at most for those here; for {@code when} also the condition's. Immutable:
 * each step returns a new detector.
 */
public final class Gated extends Composite<Gated> {
  private static final long serialVersionUID = 1;
  private static final int MEMBER = 0;
  private static final int CONDITION = 1;

  /** Of a verdict that closes because nobody listens any more. */
  private static final int UNWATCHED = 1;

  private final Gate gate;

  private Gated(Gate gate, Detector<?>[] members, EpisodeRules rules) {
    super(members, rules);
    this.gate = gate;
  }

  /** When the member is listened to. */
  private sealed interface Gate extends Serializable {}

  private record After(long warmUpMillis) implements Gate {}

  private record During(Schedule schedule) implements Gate {}

  private record When() implements Gate {}

  static Gated after(long warmUpMillis, Detector<?> member) {
    return of(new After(warmUpMillis), member);
  }

  static Gated during(Schedule schedule, Detector<?> member) {
    return of(new During(schedule), member);
  }

  static Gated when(Detector<?> condition, Detector<?> member) {
    return of(new When(), member, condition);
  }

  private static Gated of(Gate gate, Detector<?>... members) {
    Detector<?> member = members[MEMBER];
    EpisodeRules rules = rulesOf(member).with(copied -> copied.ruleVersion = member.ruleVersion());
    return new Gated(gate, members, rules);
  }

  @Override
  Gated with(EpisodeRules newRules) {
    return new Gated(gate, members(), newRules);
  }

  @Override
  void askMembers(State state, double value, long timeMillis) {
    state.watching = isOpen(state, value, timeMillis);
    if (state.watching || gate instanceof After) {
      ask(state, MEMBER, value, timeMillis);
    }
  }

  private boolean isOpen(State state, double value, long timeMillis) {
    if (gate instanceof After after) {
      return timeMillis - state.firstMillis >= after.warmUpMillis;
    }
    if (gate instanceof During during) {
      return during.schedule.covers(clock(state, during.schedule).localMillis(timeMillis));
    }
    return ask(state, CONDITION, value, timeMillis).raised();
  }

  private static WallClock clock(State state, Schedule schedule) {
    WallClock clock = state.clock;
    if (clock == null) {
      clock = schedule.newClock();
      state.clock = clock;
    }
    return clock;
  }

  @Override
  boolean isReady(State state) {
    if (!state.watching) {
      return !(gate instanceof After);
    }
    return state.verdicts[MEMBER].phase() != Verdict.Phase.WARMING_UP;
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    Verdict said = state.verdicts[MEMBER];
    if (!state.watching) {
      judgement.reason = UNWATCHED;
      return;
    }
    speak(judgement, said);
    judgement.excess = Double.isNaN(said.excess()) ? excess(said) : said.excess();
    judgement.score = said.score();
    judgement.breached = said.raised();
    judgement.cleared = !said.raised();
    if (said.raised()) {
      rate(judgement, MEMBER, said);
    }
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    return members()[MEMBER].explain(verdict.member(MEMBER), unit);
  }

  @Override
  String closing(Verdict verdict, String unit) {
    return verdict.reason() == UNWATCHED
        ? Wording.unwatched(verdict, unit)
        : members()[MEMBER].explain(verdict.member(MEMBER), unit);
  }

  @Override
  public String name() {
    return "gated-" + members()[MEMBER].name();
  }
}
