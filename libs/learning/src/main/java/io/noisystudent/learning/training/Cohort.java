package io.noisystudent.learning.training;

import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.PeerLogits;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.optimizer.LossScaler;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;

/** The networks that are trained together on the same batches, one or several; each loss sees the logits of the others. */
final class Cohort implements AutoCloseable {
    private static final String SEPARATOR = "/";

    private final List<Member> members;
    private final LossInputs inputs;

    /**
     * @param phases that of each network, for the same batches
     * @param initial the networks with the weights that the phase begins with
     * @param objectives one for each
     */
    Cohort(List<Phase> phases, List<Graph> initial, List<Objective> objectives, Compute compute) {
        inputs = inputs(objectives);
        List<Member> all = new ArrayList<>();
        try (CloseOnFailure made = new CloseOnFailure()) {
            for (int i = 0; i < initial.size(); i++) {
                all.add(made.add(new Member(phases.get(i), initial.get(i), objectives.get(i), compute), Member::close));
            }
            made.finish();
        }
        members = List.copyOf(all);
    }

    /** What the losses of a cohort take from batches and teachers. */
    static LossInputs inputs(List<Objective> objectives) {
        return LossInputs.union(objectives.stream().map(Objective::inputs).toList());
    }

    LossInputs inputs() {
        return inputs;
    }

    List<Member> members() {
        return members;
    }

    /**
     * What a step found.
     *
     * @param loss mean of the networks' losses, the caller's to close
     * @param terms of all networks, if they were asked for
     */
    record Outcome(StepLoss loss, List<TermReport> terms) {}

    /**
     * How a step is computed.
     *
     * @param compute in the precision of the training
     * @param parts of the batch, one after the other, whose gradients add up
     * @param scaler of the loss, where the precision takes one
     * @param share of the training at which it is: 0 in the first step, 1 in the last one
     * @param reports whether the terms are reported, with their gradients in the last part, which takes these one by one
     */
    record StepOptions(Compute compute, int parts, Optional<LossScaler> scaler, double share, boolean reports) {}

    /** Adds the gradients of the losses of a batch to those of the parameters, scaled where there is a scaler. */
    Outcome differentiate(BatchTensors batch, TeacherPass teachers, StepSeeds seeds, StepOptions options) {
        CohortPass pass = new CohortPass(members, batch, teachers, seeds, options);
        return pass.run(() -> {
            for (int part = 0; part < options.parts(); part++) {
                pass.differentiate(part);
            }
        });
    }

    /**
     * Whether the networks move one after the other, each by {@link #differentiateInTurn}, and the later ones see what the
     * earlier ones predict then.
     */
    boolean movesInTurn() {
        return members.stream().anyMatch(member -> member.objective().peers() == PeerLogits.NEWEST);
    }

    /**
     * Adds the gradient of each network's loss to those of its parameters and moves it, before the next one's turn.
     *
     * @param step of the phase; all before moved weights
     */
    Outcome differentiateInTurn(
            BatchTensors batch, TeacherPass teachers, StepSeeds seeds, StepOptions options, int step) {
        CohortPass pass = new CohortPass(members, batch, teachers, seeds, options);
        return pass.run(() -> {
            for (int member = 0; member < members.size(); member++) {
                for (int part = 0; part < options.parts(); part++) {
                    pass.differentiate(part, member);
                }
                members.get(member).update(step, phase -> phase.rate(step));
            }
        });
    }

    /**
     * Moves all weights, and their averages.
     *
     * @param updates how many came before
     * @param rate of the optimizer, from a network's phase
     */
    void update(int updates, ToDoubleFunction<Phase> rate) {
        members.forEach(member -> member.update(updates, rate));
    }

    /** All gradients that there are. */
    List<Tensor> gradients() {
        return members.stream().flatMap(member -> member.gradients().stream()).toList();
    }

    /** Lets all gradients go, without moving a weight. */
    void skip() {
        members.forEach(Member::skip);
    }

    /** The networks with their averaged weights. */
    List<Graph> averaged() {
        return members.stream().map(member -> member.export(member.averages())).toList();
    }

    /** All that changes in the course of a phase, by name: the first network's without prefix. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(members.get(0).state());
        for (int i = 1; i < members.size(); i++) {
            String prefix = prefix(i);
            members.get(i).state().forEach((name, tensor) -> state.put(prefix + name, tensor));
        }
        return state;
    }

    static String prefix(int member) {
        return member == 0 ? "" : "member-" + member + SEPARATOR;
    }

    /** What the terms of one network did, among those of all. */
    static List<TermReport> ofMember(int member, List<TermReport> all) {
        String prefix = prefix(member);
        return all.stream()
                .filter(term -> term.name().lastIndexOf(SEPARATOR) + 1 == prefix.length()
                        && term.name().startsWith(prefix))
                .map(term -> new TermReport(term.name().substring(prefix.length()), term.mean(), term.gradientShare()))
                .toList();
    }

    @Override
    public void close() {
        members.forEach(Member::close);
    }
}
