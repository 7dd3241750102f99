package dev.telemetry.detect;

import dev.telemetry.model.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A detector made of others, its members: each has its own state within the state and learns on its
 * own; what they say together makes an episode of its own.
 *
 * @param <D> the detector itself
 */
abstract class Composite<D extends Composite<D>> extends EpisodeDetector<Composite.State, D> {
  private static final long serialVersionUID = 1;

  private final Detector<?>[] members;

  Composite(Detector<?>[] members, EpisodeRules rules) {
    super(rules);
    this.members = members;
  }

  /** The mildest of the members: those that speak raise it to theirs. */
  static EpisodeRules rulesOf(Detector<?>... members) {
    Severity mildest =
        Arrays.stream(members).map(Detector::severity).min(Severity::compareTo).orElseThrow();
    return EpisodeRules.DEFAULT.with(rules -> rules.severity = mildest);
  }

  final Detector<?>[] members() {
    return members;
  }

  /** What is remembered of one key: the episode and the states of the members. */
  public static final class State extends EpisodeState {
    private static final long NEVER = Long.MIN_VALUE;

    MemberState<?>[] members;
    Verdict[] verdicts = {};
    long firstMillis = NEVER;

    /** What follows from the settings and the times is not written. */
    boolean aligned;

    boolean watching;
    @Nullable WallClock clock;

    State(MemberState<?>... members) {
      this.members = members;
    }
  }

  @Override
  public final State newState() {
    return new State();
  }

  /** Shows the value to a member. */
  final Verdict ask(State state, int index, double value, long timeMillis) {
    Verdict said = ask(members[index], state.members[index], value, timeMillis);
    state.verdicts[index] = said;
    return said;
  }

  @SuppressWarnings("unchecked") // the states were aligned with the members
  private static <T> Verdict ask(
      Detector<T> detector, MemberState<?> member, double value, long timeMillis) {
    return detector.observe((T) member.state(), value, timeMillis);
  }

  /** After a restore: members that were put in the place of others start anew. */
  private void align(State state) {
    MemberState<?>[] restored = state.members;
    state.members = new MemberState<?>[members.length];
    state.verdicts = new Verdict[members.length];
    for (int i = 0; i < members.length; i++) {
      boolean same = i < restored.length && restored[i].isOf(members[i]);
      state.members[i] = same ? restored[i] : MemberState.startOf(members[i]);
      state.verdicts[i] = Verdict.IGNORED;
    }
    state.verdict.composedOf(state.verdicts);
    state.aligned = true;
  }

  @Override
  final void advance(State state, double value, long timeMillis) {
    if (!state.aligned) {
      align(state);
    }
    if (state.firstMillis == State.NEVER) {
      state.firstMillis = timeMillis;
    }
    askMembers(state, value, timeMillis);
  }

  /** Shows the value to the members that shall see it. */
  abstract void askMembers(State state, double value, long timeMillis);

  /** Whether a member that was asked has warmed up. */
  static boolean anyIsReady(State state) {
    for (Verdict said : state.verdicts) {
      if (said.phase() != Verdict.Phase.WARMING_UP) {
        return true;
      }
    }
    return false;
  }

  /** Takes over what a member expected, as the reason for the whole. */
  static void speak(Judgement judgement, Verdict said) {
    judgement.against(said.expected(), said.lower(), said.upper());
  }

  /** How far a member finds the value from normal; the peak is what any of them finds furthest. */
  static double excess(Verdict said) {
    double distance = Math.abs(said.value() - said.expected());
    double high = said.value() - said.upper();
    double low = said.lower() - said.value();
    double excess = distance > 0 ? distance : said.score();
    excess = high > excess ? high : excess;
    return low > excess ? low : excess;
  }

  /** The episode is not milder than a member that speaks. */
  final void rate(Judgement judgement, int index, Verdict said) {
    Severity own = said.severity();
    Severity severity = own == null ? members[index].severity() : own;
    if (judgement.severity == null || severity.compareTo(judgement.severity) > 0) {
      judgement.severity = severity;
    }
  }

  /** A member's name and sentence. */
  final String words(Verdict verdict, int index, String unit) {
    return members[index].name() + ": " + members[index].explain(verdict.member(index), unit);
  }

  @Override
  public final StateFormat<State> stateFormat() {
    return new Format();
  }

  /** Members, first time, episode. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      out.writeInt(state.members.length);
      for (MemberState<?> member : state.members) {
        member.writeTo(out);
      }
      out.writeLong(state.firstMillis);
      state.episode.writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      MemberState<?>[] members = new MemberState<?>[in.readInt()];
      for (int i = 0; i < members.length; i++) {
        members[i] = MemberState.readFrom(in);
      }
      State state = new State(members);
      state.firstMillis = in.readLong();
      state.episode.readFrom(in);
      return state;
    }
  }
}
