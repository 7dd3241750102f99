package dev.telemetry.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * Raises while enough of its members do, see {@link Detectors#anyOf}, {@link Detectors#allOf} and
 * {@link Detectors#atLeast}.
 *
 * <p>Every member sees every value, with its own delays, warm-up and memory; what one of them takes
 * for abnormal does not keep the others from learning it. Nothing is raised while all of them warm
 * up. The score is the lowest of the highest scores that it takes: the highest for one, the lowest
 * for all. Expected value and bounds are those of the member with the highest score of those that
 * raise. The episode is as severe as the most severe of them, or as {@link #severity} says if that
 * is more. The explanation is that of each member that raises, with its name.
 *
 * <p>A value that is not finite changes nothing. State per key: 83 bytes written at most, and for
 * each member its own and the name of its format, 60 bytes at most for those here. A member that
 * takes the place of one of another kind starts anew. Immutable: each step returns a new detector.
 */
public final class Vote extends Composite<Vote> {
  private static final long serialVersionUID = 1;

  private final String name;
  private final int enough;

  private Vote(String name, int enough, Detector<?>[] members, EpisodeRules rules) {
    super(members, rules);
    this.name = name;
    this.enough = enough;
  }

  static Vote of(String name, int enough, Detector<?>... members) {
    Guards.atLeast(1, members.length, "members");
    Guards.atLeast(1, enough, "atLeast");
    if (enough > members.length) {
      throw new IllegalArgumentException(
          "atLeast must be <= the members, was %d of %d".formatted(enough, members.length));
    }
    return new Vote(name, enough, members.clone(), rulesOf(members));
  }

  @Override
  Vote with(EpisodeRules newRules) {
    return new Vote(name, enough, members(), newRules);
  }

  @Override
  void askMembers(State state, double value, long timeMillis) {
    for (int i = 0; i < members().length; i++) {
      ask(state, i, value, timeMillis);
    }
  }

  @Override
  boolean isReady(State state) {
    return anyIsReady(state);
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    int raised = 0;
    double highest = -1;
    for (int i = 0; i < state.verdicts.length; i++) {
      Verdict said = state.verdicts[i];
      judgement.excess = Math.max(judgement.excess, excess(said));
      if (said.raised()) {
        raised++;
        rate(judgement, i, said);
      }
      if (said.raised() && said.score() > highest) {
        highest = said.score();
        speak(judgement, said);
      }
    }
    judgement.breached = raised >= enough;
    judgement.cleared = raised < enough;
    judgement.score = enoughReach(state.verdicts);
  }

  /** The highest score that enough of the members reach. */
  private double enoughReach(Verdict[] verdicts) {
    double reached = 0;
    for (Verdict candidate : verdicts) {
      int reaching = 0;
      for (Verdict other : verdicts) {
        reaching += other.score() >= candidate.score() ? 1 : 0;
      }
      reached = reaching >= enough ? Math.max(reached, candidate.score()) : reached;
    }
    return reached;
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < members().length; i++) {
      if (verdict.member(i).raised()) {
        sentences.add(words(verdict, i, unit));
      }
    }
    return String.join("; ", sentences);
  }

  @Override
  public String name() {
    return name;
  }
}
